import { and, asc, gt, gte, inArray, lt, notInArray, or, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { bookingEvents, bookingStops, bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { LEGAL_MOVES } from './states.ts'

const DAY_MS = 86_400_000
/** How long before its haul a booking may be made. */
const AHEAD_MAX_MS = 30 * DAY_MS
const ENDS = (Object.keys(LEGAL_MOVES) as (keyof typeof LEGAL_MOVES)[]).filter(
  (state) => LEGAL_MOVES[state].length === 0,
)

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
const isEnd = (moves: Moves, state: Moves[number]['toState']) => moves.length === 1 && ENDS.includes(state)

function since(moves: Moves, from: Date): Moves {
  const first = moves.findLastIndex(({ occurredAt }) => occurredAt <= from)
  return moves.slice(Math.max(0, first))
}

function readRows({ db }: Context, { from, to, bbox, limit, cursor }: Query) {
  // By their ids, which begin with the time they were made at: a day more, since many machines' clocks make them.
  const first = idAt(from.getTime() - AHEAD_MAX_MS - DAY_MS)
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
        gt(bookings.id, cursor ?? first),
        lt(bookings.id, idAt(to.getTime() + DAY_MS)),
        lt(bookings.createdAt, to),
        or(notInArray(bookings.state, ENDS), gte(bookings.updatedAt, from)),
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

/** The least UUIDv7 of a time (RFC 9562, 5.7). */
function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
