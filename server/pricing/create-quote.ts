import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Cargo, GeoPoint } from '../../db/schema/index.ts'
import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { SILENT_AFTER_MS } from '../tracking/driver.ts'
import { marketOf, surgeCellOf } from '../tracking/geo.ts'
import { assertServed } from '../zones/assert-served.ts'
import { checkCargo, checkSchedule, checkWay } from './check-haul.ts'
import { chooseStopOrder } from './choose-stop-order.ts'
import { localTime } from './find-window.ts'
import { priceHaul } from './price-haul.ts'
import { type QuoteRow, signQuote } from './sign-quote.ts'
import { storeQuote } from './store-quote.ts'

const QUOTE_TTL_MS = 300_000

export type QuoteInput = {
  pickup: GeoPoint
  dropoff: GeoPoint
  stops?: GeoPoint[]
  /** `best` has the stops driven in whichever order takes the least time; without it they stay as they are. */
  stopOrder?: 'given' | 'best'
  vehicleClass: VehicleClass
  scheduledFor?: string
  cargo?: Cargo
}

/**
 * Locks a price for five minutes. A scheduled haul is priced by today's card and surge, at its own time of day.
 * @throws DomainError market_not_served, outside_service_area, in_no_go_area, schedule_out_of_range, too_far, too_heavy, too_large.
 */
export async function createQuote(
  context: Context,
  customerId: string,
  input: QuoteInput,
): Promise<QuoteRow & { rateCardVersion: number }> {
  const { clock, prices, routing } = context
  const now = clock.now()
  const { pickup, dropoff, vehicleClass } = input
  const scheduledFor = checkSchedule(input.scheduledFor, now)
  await checkCargo(context, input)
  const market = marketOf(pickup)
  assertServed(context, { market, vehicleClass, pickup, dropoff, stops: input.stops ?? [] })
  const [card, surge] = await Promise.all([
    prices.rateCard(market, vehicleClass, now),
    prices.surge(market, surgeCellOf(pickup)),
  ])
  if (!card)
    throw invalid('market_not_served', 'pickup', 'Hexhaul does not serve this place with this vehicle class.')
  const at = scheduledFor ?? now
  const { hour } = localTime(at, card.timeZone)
  const { stops, stopOrder } = await chooseStopOrder(context, input, hour)
  const route = await routing.route([pickup, ...stops, dropoff], vehicleClass, hour)
  checkWay(route)
  const haul = { ...route, stops: stops.length, at, surgePermille: surge.multiplierPermille }
  const unsigned = {
    id: context.newId(),
    customerId,
    market,
    vehicleClass,
    rateCardId: card.id,
    pickup,
    dropoff,
    stops,
    stopOrder,
    scheduledFor,
    cargo: input.cargo ?? null,
    ...priceHaul(card, haul),
    currency: card.currency,
    surge,
    ...route,
    // Who is near now says nothing of who will be near then.
    pickupEtaS: scheduledFor ? null : pickupEtaS(context, input, hour),
    createdAt: now,
    expiresAt: new Date(now.getTime() + QUOTE_TTL_MS),
  }
  const quote = { ...unsigned, signature: signQuote(unsigned, context.config.quoteSecret) }
  await storeQuote(context, quote)
  return { ...quote, rateCardVersion: card.version }
}

function pickupEtaS(context: Context, { pickup, vehicleClass }: QuoteInput, hour: number): number | null {
  const freshAfterMs = context.clock.now().getTime() - SILENT_AFTER_MS
  const [near] = context.driverIndex.nearest({ ...pickup, k: 1, vehicleClass, freshAfterMs })
  const position = near && context.driverIndex.get(near.driverId)?.position
  return position ? context.routing.etaS(position, pickup, vehicleClass, hour) : null
}
