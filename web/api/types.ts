/* What the screens read of the API's answers. */
export type Role = 'customer' | 'driver' | 'operator' | 'admin'
export type User = { id: string; role: Role; name: string; email: string }
export type Session = { user: User; accessToken: string; refreshToken: string; expiresIn: number }
export const VEHICLE_CLASSES = ['bike', 'van', 'truck', 'refrigerated_truck'] as const
export type VehicleClass = (typeof VEHICLE_CLASSES)[number]
export const BOOKING_STATES = [
  'scheduled',
  'searching',
  'assigned',
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
  'completed',
  'cancelled',
  'unfulfilled',
] as const
export type Money = { amount: number; currency: string }
export type Place = { lat: number; lng: number; address: string }
export type Booking = {
  id: string
  state: string
  version: number
  driverId: string | null
  vehicleClass: VehicleClass
  pickup: Place
  dropoff: Place
  price: Money
  breakdown: { code: string; label: string; amount: number }[]
  distanceM: number
  durationS: number
  cancellation: { by: string; reason: string; fee: Money } | null
  rating: number | null
  createdAt: string
  updatedAt: string
}
export type BookingDetail = Booking & {
  driver: { id: string; firstName: string; ratingAvg: number | null; vehicle: string | null } | null
  position: { lat: number; lng: number; recordedAt: string } | null
  etaS: number | null
  history: {
    seq: number
    event: string
    from: string | null
    to: string
    by: string
    occurredAt: string
  }[]
}
export type Decision = {
  id: string
  kind: string
  chosenDriverId: string | null
  radiusM: number
  candidates: { driverId: string; distanceM: number; etaS: number; costS?: number; gate?: string }[]
  decidedAt: string
}
export type MapDriver = {
  id: string
  status: 'available' | 'paused' | 'offline'
  vehicleClass: VehicleClass
  bookingId: string | null
  lat: number
  lng: number
  headingDeg: number | null
  recordedAt: string
}
export type Snapshot = {
  drivers: MapDriver[]
  bookings: Booking[]
  surge: { cell: string; multiplier: number }[]
}
export type VehicleStatus = 'active' | 'maintenance' | 'retired'
export type VehicleFields = {
  vehicleClass: VehicleClass
  make: string
  model: string
  year: number
  plate: string
  capacityKg: number
  capacityM3: number
}
export type Vehicle = VehicleFields & {
  id: string
  status: VehicleStatus
  driverId: string | null
  version: number
  updatedAt: string
}
export type Page<T> = { items: T[]; nextCursor: string | null }
export type Problem = {
  title: string
  status: number
  detail: string
  code: string
  errors?: { path: string; message: string }[]
}
