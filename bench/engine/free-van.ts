import type { DriverAttributes, Position } from '../../server/tracking/driver.ts'

/** A driver who can be matched, and what a report tells besides the place. */
export const FREE_VAN: DriverAttributes = {
  status: 'available',
  approval: 'approved',
  vehicleClass: 'van',
  vehicleId: null,
  capacityKg: 800,
  capacityM3: 5,
  isFit: true,
  bookingId: null,
  dropoff: null,
  waitingSinceMs: 0,
  ratingAvg: null,
  acceptanceRate: 1,
  dropOutRate: 0,
}
export const REPORT: Omit<Position, 'lat' | 'lng'> = {
  headingDeg: null,
  speedMps: null,
  recordedAtMs: 0,
  heardAtMs: 0,
}
