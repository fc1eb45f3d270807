import { latLngToCell } from 'h3-js'
import { hashPassword } from '../server/identity/passwords.ts'
import type { Database, DatabaseOrTransaction } from './connect.ts'
import { drivers, rateCards, users, vehicleClasses, vehicles } from './schema/index.ts'
import type { RateWindow } from './schema/pricing.ts'

/** The demo city lies around the centre of this cell; see the design's market. */
const MARKET_RESOLUTION = 4
export const DEMO_MARKET = latLngToCell(12.9716, 77.5946, MARKET_RESOLUTION)
export const DEMO_PASSWORD = 'hexhaul-demo'
const EPOCH = new Date('2026-01-01T00:00:00Z')

const CLASSES = [
  { code: 'bike', label: 'Bike', capacityKg: 20, capacityM3: 0.1 },
  { code: 'van', label: 'Van', capacityKg: 750, capacityM3: 4 },
  { code: 'truck', label: 'Truck', capacityKg: 3_500, capacityM3: 18 },
  { code: 'refrigerated_truck', label: 'Refrigerated truck', capacityKg: 3_000, capacityM3: 15 },
] as const

const WEEKDAYS = [1, 2, 3, 4, 5]
const WINDOWS: RateWindow[] = [
  { label: 'Morning rush', days: WEEKDAYS, from: '08:00', to: '11:00', multiplierPermille: 1_200 },
  { label: 'Evening rush', days: WEEKDAYS, from: '17:00', to: '21:00', multiplierPermille: 1_250 },
]

/** Paise: base, per km, per minute, per stop, least and most, and the fee of a late cancellation. */
const PRICES = {
  bike: [4_000, 900, 100, 1_500, 5_000, 200_000, 2_000],
  van: [25_000, 2_200, 200, 5_000, 30_000, 1_000_000, 10_000],
  truck: [60_000, 4_200, 350, 10_000, 80_000, 2_500_000, 25_000],
  refrigerated_truck: [80_000, 5_500, 450, 12_000, 100_000, 3_500_000, 30_000],
} as const
const FREE_CANCELLATION_S = 120

const rateCardOf = ([code, prices]: [string, readonly number[]], index: number) => {
  const [baseMinor, perKmMinor, perMinuteMinor, perStopMinor, minimumMinor, maximumMinor, feeMinor] =
    prices as (typeof PRICES)['van']
  return {
    id: fixedId(0x100 + index),
    market: DEMO_MARKET,
    vehicleClass: code as keyof typeof PRICES,
    version: 1,
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
    startsAt: EPOCH,
    ...{ baseMinor, perKmMinor, perMinuteMinor, perStopMinor, minimumMinor, maximumMinor },
    cancellationFeeMinor: feeMinor,
    freeCancellationS: FREE_CANCELLATION_S,
    windows: WINDOWS,
  }
}

/** Ids that stay the same from run to run, in the form of a UUIDv7 of the epoch above. */
const fixedId = (n: number) => `019b7600-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Writes the vehicle classes and the first rate cards of the demo market; changes nothing that is there already. */
export async function seedReference(db: DatabaseOrTransaction): Promise<void> {
  await db
    .insert(vehicleClasses)
    .values([...CLASSES])
    .onConflictDoNothing()
  await db.insert(rateCards).values(Object.entries(PRICES).map(rateCardOf)).onConflictDoNothing()
}

const PEOPLE = [
  { role: 'admin', name: 'Anita Rao', phone: '+91 80000 00001' },
  { role: 'operator', name: 'Omar Shaikh', phone: '+91 80000 00002' },
  { role: 'customer', name: 'Chitra Nair', phone: '+91 80000 00003' },
  { role: 'driver', name: 'Dev Kumar', phone: '+91 80000 00004' },
] as const
const DEMO_VEHICLE_ID = fixedId(0x200)
const demoUserId = (index: number) => fixedId(0x300 + index)

/**
 * Writes one sign-in per role, the driver approved and with a van; changes nothing that is there already.
 * @throws Error in production, where everybody knows these passwords.
 */
export async function seedDemo(db: Database, environment: string): Promise<void> {
  if (environment === 'production') throw new Error('Demo sign-ins are never made in production')
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  await db.transaction(async (tx) => {
    await seedReference(tx)
    await tx
      .insert(users)
      .values(
        PEOPLE.map((person, index) => ({
          ...person,
          id: demoUserId(index),
          email: `${person.role}@hexhaul.test`,
          passwordHash,
          createdAt: EPOCH,
        })),
      )
      .onConflictDoNothing()
    await tx
      .insert(vehicles)
      .values({
        ...{ id: DEMO_VEHICLE_ID, vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024 },
        ...{ plate: 'KA01HX0001', capacityKg: 750, capacityM3: 4, createdAt: EPOCH, updatedAt: EPOCH },
      })
      .onConflictDoNothing()
    await tx
      .insert(drivers)
      .values({
        ...{ userId: demoUserId(PEOPLE.length - 1), approval: 'approved', vehicleClass: 'van' },
        ...{ vehicleId: DEMO_VEHICLE_ID, createdAt: EPOCH },
      })
      .onConflictDoNothing()
  })
}
