import { and, desc, eq, lte } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import {
  type Cargo,
  type GeoPoint,
  quotes,
  rateCards,
  surgeCells,
  vehicleClasses,
} from '../../db/schema/index.ts'
import { invalid } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import { marketOf, surgeCellOf } from '../tracking/geo.ts'
import { localTime, priceHaul } from './price-haul.ts'
import { signQuote } from './sign-quote.ts'

const QUOTE_TTL_MS = 300_000
const SCHEDULE_MIN_MS = 30 * 60_000
const SCHEDULE_MAX_MS = 30 * 86_400_000
/** A position younger than this counts for the pickup estimate. */
const FRESH_MS = 60_000

export type QuoteRow = typeof quotes.$inferSelect
export type QuoteInput = {
  pickup: GeoPoint
  dropoff: GeoPoint
  stops?: GeoPoint[]
  vehicleClass: VehicleClass
  scheduledFor?: string
  cargo?: Cargo
}

/** Locks a price for five minutes. @throws DomainError invalid, naming the field, where nothing can be offered. */
export async function createQuote(
  context: Context,
  customerId: string,
  input: QuoteInput,
): Promise<QuoteRow> {
  const now = context.clock.now()
  const scheduledFor = checkSchedule(input.scheduledFor, now)
  await checkCargo(context, input)
  const market = marketOf(input.pickup)
  const card = await readRateCard(context, market, input.vehicleClass, now)
  if (!card)
    throw invalid('market_not_served', 'pickup', 'Hexhaul does not serve this place with this vehicle class.')
  const at = scheduledFor ?? now
  const hour = localTime(at, card.timeZone).hour
  const stops = input.stops ?? []
  const route = await context.routing.route([input.pickup, ...stops, input.dropoff], input.vehicleClass, hour)
  const cell = surgeCellOf(input.pickup)
  const [surgeRow] = await context.db.select().from(surgeCells).where(eq(surgeCells.cell, cell))
  const surge = { cell, multiplierPermille: surgeRow?.multiplierPermille ?? 1_000 }
  const price = priceHaul(card, {
    ...route,
    stops: stops.length,
    at,
    surgePermille: surge.multiplierPermille,
  })
  const unsigned = {
    id: context.newId(),
    customerId,
    market,
    vehicleClass: input.vehicleClass,
    rateCardId: card.id,
    pickup: input.pickup,
    dropoff: input.dropoff,
    stops,
    scheduledFor,
    cargo: input.cargo ?? null,
    ...price,
    currency: card.currency,
    surge,
    ...route,
    pickupEtaS: pickupEtaS(context, input, hour),
    createdAt: now,
    expiresAt: new Date(now.getTime() + QUOTE_TTL_MS),
  }
  const quote = { ...unsigned, signature: signQuote(unsigned, context.config.quoteSecret) }
  await inTransaction(context, async (tx) => {
    await tx.db.insert(quotes).values(quote)
    const data = { customerId, quoteId: quote.id, cell, vehicleClass: input.vehicleClass }
    await appendEvents(tx, [{ type: 'demand.quoted', key: market, data }])
  })
  return quote
}

function checkSchedule(scheduledFor: string | undefined, now: Date): Date | null {
  if (!scheduledFor) return null
  const at = new Date(scheduledFor)
  const aheadMs = at.getTime() - now.getTime()
  if (!(aheadMs >= SCHEDULE_MIN_MS && aheadMs <= SCHEDULE_MAX_MS)) {
    throw invalid('schedule_out_of_range', 'scheduledFor', 'Must be from 30 minutes to 30 days ahead.')
  }
  return at
}

async function checkCargo(context: Context, { cargo, vehicleClass }: QuoteInput): Promise<void> {
  if (!cargo) return
  const [limits] = await context.db.select().from(vehicleClasses).where(eq(vehicleClasses.code, vehicleClass))
  if (limits && (cargo.weightKg ?? 0) > limits.capacityKg) {
    throw invalid('too_heavy', 'cargo.weightKg', `A ${vehicleClass} carries up to ${limits.capacityKg} kg.`)
  }
  if (limits && (cargo.volumeM3 ?? 0) > limits.capacityM3) {
    throw invalid('too_large', 'cargo.volumeM3', `A ${vehicleClass} carries up to ${limits.capacityM3} m³.`)
  }
}

/** The rate card in force, or undefined where the market has none. */
export async function readRateCard(context: Context, market: string, vehicleClass: VehicleClass, at: Date) {
  const [card] = await context.db
    .select()
    .from(rateCards)
    .where(
      and(
        eq(rateCards.market, market),
        eq(rateCards.vehicleClass, vehicleClass),
        lte(rateCards.startsAt, at),
      ),
    )
    .orderBy(desc(rateCards.startsAt), desc(rateCards.version))
    .limit(1)
  return card
}

function pickupEtaS(context: Context, { pickup, vehicleClass }: QuoteInput, hour: number): number | null {
  const freshAfterMs = context.clock.now().getTime() - FRESH_MS
  const [near] = context.driverIndex.nearest({ ...pickup, k: 1, vehicleClass, freshAfterMs })
  const position = near && context.driverIndex.get(near.driverId)?.position
  return position ? context.routing.etaS(position, pickup, vehicleClass, hour) : null
}
