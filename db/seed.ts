import { latLngToCell } from 'h3-js'
import { hashPassword } from '../server/identity/passwords.ts'
import type { Database } from './connect.ts'
import type { VehicleClass } from './schema/fleet.ts'
import { drivers, rateCards, users, vehicleClasses, vehicles } from './schema/index.ts'

export const DEMO_CENTRE = { lat: 12.9716, lng: 77.5946 }
export const DEMO_PASSWORD = 'hexhaul-demo'

const CLASSES: { code: VehicleClass; label: string; capacityKg: number; capacityM3: number }[] = [
  { code: 'bike', label: 'Bike', capacityKg: 20, capacityM3: 0.1 },
  { code: 'van', label: 'Van', capacityKg: 800, capacityM3: 6 },
  { code: 'truck', label: 'Truck', capacityKg: 7_500, capacityM3: 35 },
  { code: 'refrigerated_truck', label: 'Refrigerated truck', capacityKg: 6_000, capacityM3: 28 },
]
const PRICES: Record<VehicleClass, { base: number; km: number; minute: number; minimum: number }> = {
  bike: { base: 3_000, km: 900, minute: 100, minimum: 5_000 },
  van: { base: 15_000, km: 2_400, minute: 200, minimum: 22_000 },
  truck: { base: 60_000, km: 5_500, minute: 400, minimum: 90_000 },
  refrigerated_truck: { base: 80_000, km: 7_000, minute: 500, minimum: 120_000 },
}
const WEEKDAYS = [1, 2, 3, 4, 5]

/** The vehicle classes, and rate cards for the demo market; running it again changes nothing. Amounts in paise. */
export async function seedReference(db: Database): Promise<void> {
  await db.insert(vehicleClasses).values(CLASSES).onConflictDoNothing()
  const cards = CLASSES.map(({ code }) => ({
    id: crypto.randomUUID(),
    market: latLngToCell(DEMO_CENTRE.lat, DEMO_CENTRE.lng, 4),
    vehicleClass: code,
    version: 1,
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
    startsAt: new Date('2026-01-01T00:00:00Z'),
    baseMinor: PRICES[code].base,
    perKmMinor: PRICES[code].km,
    perMinuteMinor: PRICES[code].minute,
    perStopMinor: Math.round(PRICES[code].base / 3),
    minimumMinor: PRICES[code].minimum,
    maximumMinor: PRICES[code].minimum * 40,
    cancellationFeeMinor: Math.round(PRICES[code].base / 2),
    freeCancellationS: 120,
    windows: [
      { label: 'Morning peak', days: WEEKDAYS, from: '08:00', to: '11:00', multiplierPermille: 1_150 },
      { label: 'Evening peak', days: WEEKDAYS, from: '17:00', to: '21:00', multiplierPermille: 1_200 },
      { label: 'Night', days: [...WEEKDAYS, 6, 7], from: '23:00', to: '05:00', multiplierPermille: 1_100 },
    ],
  }))
  await db.insert(rateCards).values(cards).onConflictDoNothing()
}

/** The demo sign-ins of every role, the driver approved and with a van. `newId` gives UUIDv7. */
export async function seedDemo(db: Database, newId: () => string, now: Date): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  for (const role of ['admin', 'operator', 'customer', 'driver'] as const) {
    const name = `Demo ${role[0]?.toUpperCase()}${role.slice(1)}`
    const user = {
      id: newId(),
      role,
      name,
      email: `${role}@hexhaul.test`,
      phone: '+91 80 5550 0100',
      passwordHash,
      createdAt: now,
    }
    await db.transaction(async (tx) => {
      const [made] = await tx.insert(users).values(user).onConflictDoNothing().returning()
      if (!made || role !== 'driver') return
      const vehicle = {
        id: newId(),
        vehicleClass: 'van' as const,
        make: 'Tata',
        model: 'Ace',
        year: 2024,
        plate: 'KA 01 HX 0001',
      }
      await tx
        .insert(vehicles)
        .values({ ...vehicle, capacityKg: 750, capacityM3: 5, createdAt: now, updatedAt: now })
      const approved = { approval: 'approved', vehicleClass: 'van', vehicleId: vehicle.id } as const
      await tx.insert(drivers).values({ userId: made.id, ...approved, createdAt: now })
    })
  }
}
