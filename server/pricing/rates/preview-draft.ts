import type { Context } from '../../platform/context.ts'
import { marketOf } from '../../tracking/geo.ts'
import { breakdownView } from '../breakdown-view.ts'
import { checkWay } from '../check-haul.ts'
import { localTime } from '../find-window.ts'
import { type HaulPrice, priceHaul, type RateCard } from '../price-haul.ts'
import { waitingFee } from '../waiting-fee.ts'
import { rateCardInvalid } from './check-terms.ts'
import { type Plan, planVersion } from './plan-version.ts'
import type { PreviewInput, SampleTrip } from './preview-schemas.ts'
import { rateCardView } from './rate-card-schemas.ts'
import { readReplay } from './read-replay.ts'
import { type Compared, summarisePrices } from './summarise-prices.ts'

type Previewed = Compared & {
  of: 'trip' | 'quote' | 'booking'
  id: string | null
  at: Date
  distanceM: number
  durationS: number
  surgePermille: number
}

/**
 * What trips would cost by a draft. A sample trip is beside the price of the version that the draft takes over from, a quote
 * or booking beside what it was quoted at. Refuses what the creation of the version would refuse, and stores nothing.
 * @throws DomainError what `planVersion` throws, and rate_card_invalid for a trip that begins in another market, too_far.
 */
export async function previewDraft(context: Context, { draft, trips = [], replay }: PreviewInput) {
  const plan = await planVersion(context, draft)
  const previewed: Previewed[] = []
  for (const [index, trip] of trips.entries()) previewed.push(await priceTrip(context, plan, { trip, index }))
  if (replay) previewed.push(...(await replayed(context, plan.version, replay)))
  const { version, replaced, endsAt } = plan
  return {
    draft: rateCardView(version, endsAt, context.clock.now()),
    replaced: replaced && { id: replaced.id, version: replaced.version },
    trips: previewed.map((each) => previewedView(each, version.currency)),
    totals: summarisePrices(previewed),
  }
}

async function priceTrip(
  { routing }: Context,
  { version, replaced }: Plan,
  { trip, index }: { trip: SampleTrip; index: number },
): Promise<Previewed> {
  const { pickup, dropoff, stops = [], surge = 1, waitedS = 0 } = trip
  if (marketOf(pickup) !== version.market)
    throw rateCardInvalid([{ path: `trips.${index}.pickup`, message: 'Lies in another market.' }])
  const at = trip.at ? new Date(trip.at) : version.startsAt
  const { hour } = localTime(at, version.timeZone)
  const way = await routing.route([pickup, ...stops, dropoff], version.vehicleClass, hour)
  checkWay(way)
  const surgePermille = Math.round(surge * 1_000)
  const haul = { ...way, stops: stops.length, at, surgePermille }
  const priceBy = (card: RateCard) => withWaiting(card, priceHaul(card, haul), waitedS)
  return {
    of: 'trip',
    id: null,
    at,
    ...way,
    surgePermille,
    old: replaced && priceBy(replaced),
    new: priceBy(version),
  }
}

/** What waiting costs comes after the haul, on top of its price; here it is a line of it. */
function withWaiting(card: RateCard, { priceMinor, breakdown }: HaulPrice, waitedS: number): HaulPrice {
  const amountMinor = waitingFee(card, waitedS)
  if (amountMinor === 0) return { priceMinor, breakdown }
  const line = { code: 'waiting', label: `Waiting, ${Math.round(waitedS / 60)} min`, amountMinor }
  return { priceMinor: priceMinor + amountMinor, breakdown: [...breakdown, line] }
}

async function replayed(
  context: Context,
  card: RateCard,
  replay: NonNullable<PreviewInput['replay']>,
): Promise<Previewed[]> {
  const rows = await readReplay(context, card, replay)
  const isOfBookings = replay.of === 'bookings'
  return rows.map(
    ({ quoteId, bookingId, priceMinor, breakdown, surge, stops, distanceM, durationS, ...row }) => {
      const at = row.scheduledFor ?? row.createdAt
      const surgePermille = surge.multiplierPermille
      return {
        of: isOfBookings ? 'booking' : 'quote',
        id: isOfBookings ? bookingId : quoteId,
        at,
        distanceM,
        durationS,
        surgePermille,
        old: { priceMinor, breakdown },
        new: priceHaul(card, { distanceM, durationS, stops, at, surgePermille }),
      }
    },
  )
}

function previewedView({ at, surgePermille, old, ...trip }: Previewed, currency: string) {
  const pricedView = ({ priceMinor, breakdown }: HaulPrice) => ({
    price: { amount: priceMinor, currency },
    breakdown: breakdownView(breakdown),
  })
  return {
    ...trip,
    at: at.toISOString(),
    surge: surgePermille / 1_000,
    old: old && pricedView(old),
    new: pricedView(trip.new),
    difference: old && trip.new.priceMinor - old.priceMinor,
  }
}
