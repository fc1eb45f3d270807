import type { VehicleClass } from '../../db/schema/fleet.ts'

export const VEHICLE_CLASSES: readonly VehicleClass[] = ['bike', 'van', 'truck', 'refrigerated_truck']
export type DriverStatus = 'available' | 'paused' | 'offline'
export type DriverApproval = 'pending' | 'approved' | 'suspended'

export type DriverAttributes = {
  status: DriverStatus
  approval: DriverApproval
  vehicleClass: VehicleClass
  vehicleId: string | null
  capacityKg: number
  capacityM3: number
  isFit: boolean
  /** Why one whose vehicle and approval are in order is not fit all the same. */
  unfit?: string | null
  bookingId: string | null
  /** Where the haul at hand ends, once that is all that is left to drive to. */
  dropoff: { lat: number; lng: number } | null
  waitingSinceMs: number
  ratingAvg: number | null
  /** The shares of offers taken and of hauls dropped out of, as expected of the driver by the last weeks: from 0 to 1. */
  acceptanceRate: number
  dropOutRate: number
}
export type Position = {
  lat: number
  lng: number
  headingDeg: number | null
  speedMps: number | null
  /** By the device's clock. */
  recordedAtMs: number
  /** By the clock of the server that received it. */
  heardAtMs: number
}
export type IndexedDriver = DriverAttributes & { driverId: string; position: Position | null }
export type PlacedDriver = IndexedDriver & { position: Position }

/** Whoever was not heard for this long is silent: neither matched nor shown as near. */
export const SILENT_AFTER_MS = 60_000
/** Whoever stays silent for this long is off duty, unless they have goods on board. */
export const OFFLINE_AFTER_MS = 300_000

/** Whether a place still counts: recorded by the device and heard by a server since then. */
export const isFresh = (
  { recordedAtMs, heardAtMs }: Pick<Position, 'recordedAtMs' | 'heardAtMs'>,
  afterMs: number,
) => recordedAtMs >= afterMs && heardAtMs >= afterMs
