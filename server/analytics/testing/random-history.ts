import { sql } from 'drizzle-orm'
import type { BookingState, OfferState } from '../../../db/schema/index.ts'
import { bookingEvents, bookings, drivers, offers, quotes, users } from '../../../db/schema/index.ts'
import type { Deps } from '../../platform/context.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import type { Random } from '../../testing/seeded-random.ts'

const MINUTE_MS = 60_000
export const PLACES = [
  { market: '84618c5ffffffff', lat: 12.97, lng: 77.59, currency: 'INR' },
  { market: '8443a13ffffffff', lat: 25.2, lng: 55.27, currency: 'AED' },
] as const
export const CLASSES = ['van', 'truck'] as const

export type ToldMove = {
  type: string
  from: BookingState | null
  to: BookingState
  atMs: number
  driver?: string
}
export type ToldOffer = {
  driver: string
  outcome: 'declined' | 'expired' | 'accepted'
  etaS: number
  atMs: number
}
/** A booking as the test knows it, by which it counts on its own. */
export type Told = {
  id: string
  customer: string
  market: string
  vehicleClass: (typeof CLASSES)[number]
  currency: string
  quotedAtMs: number
  scheduledForMs: number | null
  priceMinor: number
  surgeMinor: number
  distanceM: number
  moves: ToldMove[]
  offers: ToldOffer[]
  cancelledBy: 'customer' | 'operator' | null
  feeMinor: number
}
export type Step = { key: string; write: () => Promise<void>; event: LoggedEvent }

const idAt = (ms: number, n: number, kind: string) => {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${kind}${n.toString(16).padStart(11, '0')}`
}

/** Draws bookings that go as bookings go, with all that their rows would say. */
export function drawBookings(random: Random, count: number, startMs: number, days: number): Told[] {
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
  const up = (seconds: number) => Math.round(random() * seconds * 1_000)
  return Array.from({ length: count }, (_, n) => {
    const place = pick(PLACES)
    const quotedAtMs = startMs + Math.floor(random() * days * 86_400_000)
    const createdMs = quotedAtMs + up(240)
    const scheduledForMs = random() < 0.2 ? createdMs + 3_600_000 + up(7_200) : null
    const isSurged = random() < 0.3
    const told: Told = {
      id: idAt(createdMs, n, 'b'),
      customer: customerId(Math.floor(random() * 8)),
      market: place.market,
      vehicleClass: pick(CLASSES),
      currency: place.currency,
      quotedAtMs,
      scheduledForMs,
      priceMinor: 10_000 + Math.floor(random() * 90_000),
      surgeMinor: isSurged ? 1_000 + Math.floor(random() * 900) : 0,
      distanceM: 1_000 + Math.floor(random() * 20_000),
      moves: [],
      offers: [],
      cancelledBy: null,
      feeMinor: 0,
    }
    drawMoves(told, { random, up, createdMs, driver: () => driverId(Math.floor(random() * 5)) })
    return told
  }).sort((a, b) => (a.id < b.id ? -1 : 1))
}

type Draw = { random: Random; up: (seconds: number) => number; createdMs: number; driver: () => string }

function drawMoves(told: Told, { random, up, createdMs, driver }: Draw): void {
  let [atMs, state] = [createdMs, (told.scheduledForMs === null ? 'searching' : 'scheduled') as BookingState]
  told.moves.push({ type: 'created', from: null, to: state, atMs })
  const move = (to: BookingState, seconds: number, by?: string) => {
    atMs += 1 + up(seconds)
    told.moves.push({ type: to, from: state, to, atMs, ...(by && { driver: by }) })
    state = to
  }
  const isEndedEarly = (chance: number) => {
    const chosen = random()
    if (chosen > chance) return false
    told.cancelledBy = chosen < chance / 2 ? 'customer' : 'operator'
    told.feeMinor = told.cancelledBy === 'customer' ? 500 : 0
    move('cancelled', 60)
    return true
  }
  if (state === 'scheduled') move('searching', 1_800)
  for (let drops = 0; ; drops++) {
    while (random() < 0.3) {
      const outcome = random() < 0.5 ? 'declined' : 'expired'
      told.offers.push({ driver: driver(), outcome, etaS: 100, atMs: atMs + 1 })
      atMs += 1_000 + up(14)
    }
    if (random() < 0.06) {
      move('unfulfilled', 600)
      return
    }
    if (isEndedEarly(0.08)) return
    const who = driver()
    told.offers.push({ driver: who, outcome: 'accepted', etaS: 60 + up(0.6), atMs })
    move('assigned', 40, who)
    if (drops < 2 && random() < 0.1) {
      move('searching', 300)
      continue
    }
    if (isEndedEarly(0.08)) return
    break
  }
  for (const [to, seconds] of [
    ['en_route_to_pickup', 60],
    ['arrived_at_pickup', 900],
    ['goods_collected', 600],
    ['arrived_at_dropoff', 3_600],
    ['delivered', 300],
    ['completed', 120],
  ] as const) {
    // Some are under way still.
    if (random() < 0.02) return
    move(to, seconds)
  }
}

export const customerId = (n: number) => `c0000000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const driverId = (n: number) => `d0000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const CARD = 'a0000000-0000-7000-8000-000000000001'

/** Everybody that the bookings speak of. */
export async function writePeople({ db }: Pick<Deps, 'db'>): Promise<void> {
  const created = new Date(0)
  // Markets are interleaved as a log may, by which a driver would be in both at once.
  await db.execute(sql`drop index offers_live_driver_key, bookings_active_driver_key`)
  const person = (id: string, role: 'customer' | 'driver') => ({
    ...{
      id,
      role,
      name: `${role} ${id.slice(-2)}`,
      email: `${id}@example.com`,
      phone: '1',
      passwordHash: 'x',
    },
    createdAt: created,
  })
  const driverIds = Array.from({ length: 5 }, (_, n) => driverId(n))
  await db
    .insert(users)
    .values([
      ...Array.from({ length: 8 }, (_, n) => person(customerId(n), 'customer')),
      ...driverIds.map((id) => person(id, 'driver')),
    ])
  await db
    .insert(drivers)
    .values(driverIds.map((userId) => ({ userId, vehicleClass: 'van' as const, createdAt: created })))
  await db.execute(sql`insert into rate_cards select ${CARD}, 'elsewhere', vehicle_class, 1, currency, time_zone, starts_at,
    base_minor, per_km_minor, per_minute_minor, per_stop_minor, minimum_minor, maximum_minor, cancellation_fee_minor,
    free_cancellation_s, windows from rate_cards limit 1`)
}

const at = (ms: number) => new Date(ms)

/** Each move of a booking as a transaction would write it, and the event that it would be told by. */
export function stepsOf({ db }: Pick<Deps, 'db'>, told: Told, n: number): Step[] {
  return told.moves.map((move, index) => ({
    key: told.market,
    event: {
      id: idAt(move.atMs, n * 64 + index, 'e'),
      topic: 'booking.events',
      type: 'booking.moved',
      version: 1,
      occurredAt: at(move.atMs).toISOString(),
      key: told.market,
      traceId: 'a history',
      data: { bookingId: told.id, seq: index + 1, event: move.type, from: move.from, to: move.to },
    },
    write: () => writeMove(db, told, n, index),
  }))
}

async function writeMove(db: Deps['db'], told: Told, n: number, index: number): Promise<void> {
  const move = told.moves[index] as ToldMove
  await db.transaction(async (tx) => {
    if (index === 0) await writeBooking(tx as unknown as Deps['db'], told, n)
    const offersBefore = told.offers.filter(
      ({ atMs }) => atMs < move.atMs && atMs >= (told.moves[index - 1]?.atMs ?? 0),
    )
    let offerId: string | undefined
    for (const [i, offer] of offersBefore.entries()) {
      const id = idAt(offer.atMs, n * 64 + index * 8 + i, 'f')
      if (offer.outcome === 'accepted') offerId = id
      const state = offer.outcome as OfferState
      const times = {
        createdAt: at(offer.atMs),
        expiresAt: at(offer.atMs + 15_000),
        decidedAt: at(move.atMs),
      }
      const way = { pickupDistanceM: 1_000, pickupEtaS: offer.etaS }
      await tx
        .insert(offers)
        .values({ id, bookingId: told.id, driverId: offer.driver, state, ...way, ...times })
    }
    if (['searching', 'cancelled', 'completed'].includes(move.to) && index > 0) {
      const outcome = { searching: 'released', cancelled: 'withdrawn', completed: 'fulfilled' }[
        move.to as 'searching'
      ]
      await tx.execute(
        sql`update offers set state = ${outcome} where booking_id = ${told.id} and state = 'accepted'`,
      )
    }
    const driver = told.moves
      .slice(0, index + 1)
      .findLast(({ to }) => to === 'assigned' || to === 'searching')?.driver
    const isEnd = move.to === 'cancelled'
    await tx.execute(sql`update bookings set state = ${move.to}, version = ${index + 1}, updated_at = now(),
      driver_id = ${driver ?? null}, search_started_at = created_at,
      completed_at = ${move.to === 'completed' ? at(move.atMs).toISOString() : null}::timestamptz,
      cancelled_by = ${isEnd ? told.cancelledBy : null}, cancellation_fee_minor = ${isEnd ? told.feeMinor : null}::int
      where id = ${told.id}`)
    await tx.insert(bookingEvents).values({
      ...{ bookingId: told.id, seq: index + 1, type: move.type, fromState: move.from, toState: move.to },
      ...{ actorRole: 'system', data: offerId ? { offerId } : {}, occurredAt: at(move.atMs) },
    })
  })
}

async function writeBooking(db: Deps['db'], told: Told, n: number): Promise<void> {
  const place = PLACES.find(({ market }) => market === told.market) as (typeof PLACES)[number]
  const { customer: customerId, market, vehicleClass, currency, priceMinor, distanceM } = told
  const quotedAt = at(told.quotedAtMs)
  const quoteId = idAt(told.quotedAtMs, n, 'a')
  const scheduledFor = told.scheduledForMs === null ? null : at(told.scheduledForMs)
  const point = { lat: place.lat + (n % 5) / 100, lng: place.lng }
  const breakdown =
    told.surgeMinor > 0 ? [{ code: 'surge', label: 'Surge', amountMinor: told.surgeMinor }] : []
  const surge = { multiplierPermille: told.surgeMinor > 0 ? 1_500 : 1_000, cell: '8860145a57fffff' }
  const common = {
    customerId,
    market,
    vehicleClass,
    currency,
    priceMinor,
    distanceM,
    durationS: 600,
    breakdown,
    surge,
  }
  await db.insert(quotes).values({
    ...{ ...common, id: quoteId, rateCardId: CARD, pickup: point, dropoff: point, stops: [], scheduledFor },
    ...{ signature: 'x', createdAt: quotedAt, expiresAt: at(told.quotedAtMs + 5 * MINUTE_MS) },
  })
  const createdAt = at(told.moves[0]?.atMs ?? 0)
  await db.insert(bookings).values({
    ...{ ...common, id: told.id, quoteId, state: told.moves[0]?.to ?? 'searching', version: 1 },
    ...{ pickup: { ...point, address: '1' }, dropoff: { ...point, address: '2' }, scheduledFor },
    ...{ searchStartedAt: createdAt, createdAt, updatedAt: createdAt },
  })
}

/** The order in which a log brings events: in order per key, otherwise as it happens. */
export function interleave<T extends { key: string }>(random: Random, items: readonly T[]): T[] {
  const queues = [...Map.groupBy(items, ({ key }) => key).values()].map((queue) => [...queue])
  const order: T[] = []
  while (queues.some((queue) => queue.length > 0)) {
    const waiting = queues.filter((queue) => queue.length > 0)
    const queue = waiting[Math.floor(random() * waiting.length)] as T[]
    order.push(queue.shift() as T)
  }
  return order
}
