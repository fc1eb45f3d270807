import { latLngToCell } from 'h3-js'
import type { Session } from './api/session.ts'
import { ApiError, type BookingView, type Quote } from './api/types.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { Stats } from './stats.ts'
import type { Demand } from './world.ts'

export type OrderParts = {
  scheduler: Scheduler
  stats: Stats
  nowMs: () => number
  speed: number
  /** Tells this run's bookings from any other's. */
  runId: string
}

const REFUSAL_PROBABILITY = 0.05
/** Above this multiplier people hesitate: each further tenth drives more of them away. */
const SURGE_TOLERATED = 1.2
const SURGE_REFUSAL_PER_UNIT = 0.6
const THINKING_S: readonly [number, number] = [2, 12]
const CARGO_MAX_KG = { bike: 15, van: 400, truck: 1_500, refrigerated_truck: 900 } as const
const KG_PER_M3 = 250
const MARKET_RESOLUTION = 4

/** Asks what a haul costs, thinks it over and books it; undefined when it is too dear or the place has no prices. */
export async function placeOrder(
  { scheduler, stats, nowMs, speed, runId }: OrderParts,
  session: Session,
  { demand, serial, random }: { demand: Demand; serial: number; random: Random },
): Promise<BookingView | undefined> {
  const quote = await askPrice(stats, session, demand, random)
  if (!quote) return undefined
  const dearness = Math.max(0, quote.surge.multiplier - SURGE_TOLERATED) * SURGE_REFUSAL_PER_UNIT
  if (random.chance(Math.min(0.9, REFUSAL_PROBABILITY + dearness))) {
    stats.count('quotesRefused')
    return undefined
  }
  await new Promise<void>((resolve) =>
    scheduler.after((random.between(...THINKING_S) * 1_000) / speed, () => {
      resolve()
      return undefined
    }),
  )
  const sentAtMs = nowMs()
  const order = {
    quoteId: quote.id,
    pickup: { address: demand.pickup.address },
    dropoff: { address: demand.dropoff.address },
  }
  const idempotencyKey = `sim-${runId}-${serial}`
  const booking = await session.call<BookingView>('POST', '/v1/bookings', order, { idempotencyKey })
  stats.count('bookings')
  stats.noteBooked(booking.id, sentAtMs)
  return booking
}

async function askPrice(
  stats: Stats,
  session: Session,
  { pickup, dropoff, vehicleClass }: Demand,
  random: Random,
): Promise<Quote | undefined> {
  const weightKg = Math.round(random.between(0.1, 0.9) * CARGO_MAX_KG[vehicleClass])
  const volumeM3 = Math.round((weightKg / KG_PER_M3) * 100) / 100
  try {
    const quote = await session.call<Quote>('POST', '/v1/quotes', {
      pickup: { lat: pickup.lat, lng: pickup.lng },
      dropoff: { lat: dropoff.lat, lng: dropoff.lng },
      vehicleClass,
      cargo: { weightKg, volumeM3, note: 'Handle with care' },
    })
    stats.count('quotes')
    return quote
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'market_not_served') throw error
    stats.noteUnserved(latLngToCell(pickup.lat, pickup.lng, MARKET_RESOLUTION))
    return undefined
  }
}
