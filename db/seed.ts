import { gridDisk, latLngToCell } from 'h3-js'
import { hashPassword } from '../server/identity/passwords.ts'
import type { Database } from './connect.ts'
import type { VehicleClass } from './schema/fleet.ts'
import { drivers, rateCards, users, vehicleAssignments, vehicleClasses, vehicles } from './schema/index.ts'

export const DEMO_CENTRE = { lat: 12.9716, lng: 77.5946 }
export const DEMO_PASSWORD = 'hexhaul-demo'

const MARKET_RESOLUTION = 4
const CLASSES: { code: VehicleClass; label: string; capacityKg: number; capacityM3: number }[] = [
  { code: 'bike', label: 'Bike', capacityKg: 20, capacityM3: 0.1 },
  { code: 'van', label: 'Van', capacityKg: 800, capacityM3: 6 },
  { code: 'truck', label: 'Truck', capacityKg: 7_500, capacityM3: 35 },
  { code: 'refrigerated_truck', label: 'Refrigerated truck', capacityKg: 6_000, capacityM3: 28 },
]
type Prices = Record<VehicleClass, { base: number; km: number; minute: number; minimum: number }>
/** Where the demo has prices: the markets up to `rings` cells around a centre, at one tariff in minor units. */
type Region = {
  centre: { lat: number; lng: number }
  rings: number
  currency: string
  timeZone: string
  prices: Prices
}
const REGIONS: readonly Region[] = [
  {
    centre: DEMO_CENTRE,
    rings: 0,
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
    prices: {
      bike: { base: 3_000, km: 900, minute: 100, minimum: 5_000 },
      van: { base: 15_000, km: 2_400, minute: 200, minimum: 22_000 },
      truck: { base: 60_000, km: 5_500, minute: 400, minimum: 90_000 },
      refrigerated_truck: { base: 80_000, km: 7_000, minute: 500, minimum: 120_000 },
    },
  },
  // New York and what is delivered to from there, so that recorded pickups of that city can be replayed.
  {
    centre: { lat: 40.7128, lng: -74.006 },
    rings: 1,
    currency: 'USD',
    timeZone: 'America/New_York',
    prices: {
      bike: { base: 400, km: 110, minute: 25, minimum: 800 },
      van: { base: 1_500, km: 190, minute: 45, minimum: 2_900 },
      truck: { base: 4_500, km: 320, minute: 80, minimum: 9_000 },
      refrigerated_truck: { base: 6_000, km: 420, minute: 95, minimum: 12_000 },
    },
  },
]
const WEEKDAYS = [1, 2, 3, 4, 5]
const WINDOWS = [
  { label: 'Morning peak', days: WEEKDAYS, from: '08:00', to: '11:00', multiplierPermille: 1_150 },
  { label: 'Evening peak', days: WEEKDAYS, from: '17:00', to: '21:00', multiplierPermille: 1_200 },
  { label: 'Night', days: [...WEEKDAYS, 6, 7], from: '23:00', to: '05:00', multiplierPermille: 1_100 },
]

/** The vehicle classes, and rate cards for the markets of the demo's regions; running it again changes nothing. */
export async function seedReference(db: Database): Promise<void> {
  await db.insert(vehicleClasses).values(CLASSES).onConflictDoNothing()
  await db.insert(rateCards).values(REGIONS.flatMap(rateCardsOf)).onConflictDoNothing()
}

function rateCardsOf({ centre, rings, currency, timeZone, prices }: Region) {
  const markets = gridDisk(latLngToCell(centre.lat, centre.lng, MARKET_RESOLUTION), rings)
  return markets.flatMap((market) =>
    CLASSES.map(({ code }) => ({
      id: crypto.randomUUID(),
      market,
      vehicleClass: code,
      version: 1,
      currency,
      timeZone,
      startsAt: new Date('2026-01-01T00:00:00Z'),
      baseMinor: prices[code].base,
      perKmMinor: prices[code].km,
      perMinuteMinor: prices[code].minute,
      perStopMinor: Math.round(prices[code].base / 3),
      minimumMinor: prices[code].minimum,
      maximumMinor: prices[code].minimum * 40,
      cancellationFeeMinor: Math.round(prices[code].base / 2),
      freeCancellationS: 120,
      waitingPerMinuteMinor: prices[code].minute,
      freeWaitingS: 600,
      waitingMaximumMinor: prices[code].minimum,
      windows: WINDOWS,
    })),
  )
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
      const assignment = { id: newId(), vehicleId: vehicle.id, driverId: made.id, startedAt: now }
      await tx.insert(vehicleAssignments).values(assignment)
    })
  }
}
