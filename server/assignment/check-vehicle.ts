import type { bookings, vehicles } from '../../db/schema/index.ts'

type Capacity = { capacityKg: number; capacityM3: number }
type Booking = Pick<typeof bookings.$inferSelect, 'vehicleClass' | 'cargo'>

/** Why a load does not go on a vehicle, or null when it does. */
export function cargoGate(capacity: Capacity, cargo: Booking['cargo']): string | null {
  if ((cargo?.weightKg ?? 0) > capacity.capacityKg) return 'too_heavy'
  if ((cargo?.volumeM3 ?? 0) > capacity.capacityM3) return 'too_large'
  return null
}

/** Why a driver's vehicle cannot haul a booking, or null when it can. */
export function vehicleGate(vehicle: typeof vehicles.$inferSelect | null, booking: Booking): string | null {
  if (!vehicle) return 'no_vehicle'
  if (vehicle.status !== 'active') return `vehicle_${vehicle.status}`
  if (vehicle.vehicleClass !== booking.vehicleClass) return 'wrong_class'
  return cargoGate(vehicle, booking.cargo)
}
