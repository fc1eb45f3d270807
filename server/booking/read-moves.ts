import { and, asc, gt, inArray, lt, or, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { BOOKING_STATES, type BookingState, END_STATES, endList } from '../../db/schema/booking.ts'
import { bookingEvents, bookingStops, bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

const hasEnded = (state: BookingState) => (END_STATES as readonly BookingState[]).includes(state)
const OPEN = BOOKING_STATES.filter((state) => !hasEnded(state))

type Bbox = { west: number; south: number; east: number; north: number }
type Query = { from: Date; to: Date; bbox?: Bbox; limit: number; cursor?: string }
type Moves = Awaited<ReturnType<typeof readEvents>>
export type PastBooking = Awaited<ReturnType<typeof readMoves>>['found'][number]

/**
 * Bookings that were under way from `from` to before `to`, by their ids, each with the move that held at `from` and those
 * since; with a box only those that begin or end in it. A page may hold fewer than `limit` and not be the last.
 */
export async function readMoves(context: Context, { limit, ...query }: Query) {
  const rows = await readRows(context, { ...query, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const ids = page.map(({ id }) => id)
  const [events, stops] = await Promise.all([
    readEvents(context, ids, query.to),
    context.db
      .select()
      .from(bookingStops)
      .where(inArray(bookingStops.bookingId, ids))
      .orderBy(asc(bookingStops.position)),
  ])
  const eventsOf = Map.groupBy(events, ({ bookingId }) => bookingId)
  const stopsOf = Map.groupBy(stops, ({ bookingId }) => bookingId)
  const found = page.flatMap(({ id, vehicleClass, pickup, dropoff }) => {
    const moves = since(eventsOf.get(id) ?? [], query.from)
    if (!moves.some(({ toState }) => toState !== 'scheduled' && !isEnd(moves, toState))) return []
    return {
      ...{ id, vehicleClass, pickup: placeOf(pickup), dropoff: placeOf(dropoff) },
      stops: (stopsOf.get(id) ?? []).map(({ place }) => placeOf(place)),
      moves: moves.map(moveOf),
    }
  })
  return { found, nextCursor: rows.length > limit ? (ids.at(-1) ?? null) : null }
}

const placeOf = ({ lat, lng, address }: { lat: number; lng: number; address: string }) => ({
  lat,
  lng,
  address,
})

const moveOf = ({ type, toState, actorRole, data, occurredAt }: Moves[number]) => ({
  event: type,
  state: toState,
  by: actorRole,
  reason: typeof data.reason === 'string' ? data.reason : null,
  offerId: data.offerId,
  occurredAt,
})

/** One that had ended before `from` is told by nothing else. */
const isEnd = (moves: Moves, state: Moves[number]['toState']) => moves.length === 1 && hasEnded(state)

function since(moves: Moves, from: Date): Moves {
  const first = moves.findLastIndex(({ occurredAt }) => occurredAt <= from)
  return moves.slice(Math.max(0, first))
}

/** Those that had ended are found by the span of their lives, however long ago they were made; few are open. */
function readRows({ db }: Context, { from, to, bbox, limit, cursor }: Query) {
  const { createdAt, updatedAt, state } = bookings
  const span = sql`tstzrange(${createdAt}, greatest(${createdAt}, ${updatedAt}), '[]')`
  const asked = sql`tstzrange(${from.toISOString()}::timestamptz, ${to.toISOString()}::timestamptz)`
  const underWay = sql`
    select ${bookings.id} from ${bookings} where ${state} in (${endList}) and ${span} && ${asked}
    union all
    select ${bookings.id} from ${bookings} where ${and(inArray(state, OPEN), lt(createdAt, to))}`
  return db
    .select({
      id: bookings.id,
      vehicleClass: bookings.vehicleClass,
      pickup: bookings.pickup,
      dropoff: bookings.dropoff,
    })
    .from(bookings)
    .where(
      and(
        // Looked up by themselves: the database would rather read all ids in their order until the page is full.
        sql`${bookings.id} = any (array(${underWay}))`,
        cursor ? gt(bookings.id, cursor) : undefined,
        bbox && or(isWithin(bookings.pickup, bbox), isWithin(bookings.dropoff, bbox)),
      ),
    )
    .orderBy(asc(bookings.id))
    .limit(limit)
}

function readEvents({ db }: Context, ids: readonly string[], to: Date) {
  return db
    .select()
    .from(bookingEvents)
    .where(and(inArray(bookingEvents.bookingId, [...ids]), lt(bookingEvents.occurredAt, to)))
    .orderBy(asc(bookingEvents.bookingId), asc(bookingEvents.seq))
}

function isWithin(place: PgColumn, { west, south, east, north }: Bbox) {
  const [lat, lng] = [sql`(${place}->>'lat')::float8`, sql`(${place}->>'lng')::float8`]
  const isBetween =
    west <= east ? sql`${lng} between ${west} and ${east}` : sql`(${lng} >= ${west} or ${lng} <= ${east})`
  return sql`(${lat} between ${south} and ${north} and ${isBetween})`
}
