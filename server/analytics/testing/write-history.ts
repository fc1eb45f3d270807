/* For tests: what the tables would say of bookings that the test has made up, move by move. */
import { sql } from 'drizzle-orm'
import type { OfferState } from '../../../db/schema/index.ts'
import { bookingEvents, bookings, drivers, offers, quotes, users } from '../../../db/schema/index.ts'
import type { Deps } from '../../platform/context.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import { customerId, driverId, idAt, PLACES, type Told, type ToldMove } from './draw-bookings.ts'

const MINUTE_MS = 60_000
export type Step = { key: string; write: () => Promise<void>; event: LoggedEvent }

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
