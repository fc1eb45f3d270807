/*
 * The newest bookings that fit, by an index whatever is asked for. A list that leaves the state or the class open asks for
 * the newest of each, for there are few, and takes the newest of those; a time is a range of ids. A text is looked for among
 * the newest first: what many bookings have is found there at once, and what few have is few in the index of trigrams too.
 */
import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { BOOKING_STATES, type BookingState } from '../../db/schema/booking.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { bookings, bookingTexts } from '../../db/schema/index.ts'
import { contains } from '../admin/contains.ts'
import type { Context } from '../platform/context.ts'
import { VEHICLE_CLASSES } from '../tracking/driver.ts'
import { idAt } from './id-at.ts'
import { visibleTo } from './read-booking.ts'

export type BookingFilter = {
  status?: BookingState
  vehicleClass?: VehicleClass
  market?: string
  /** Booked at this time or later. */
  from?: string
  /** Booked before this time. */
  to?: string
  q?: string
}
type Page = { limit: number; cursor?: string }

/** Of the newest that fit otherwise so many are looked through for a text. */
const LOOKED_THROUGH_MAX = 2_000
/** Shorter texts have no trigram of their own: they are looked for where words begin. */
const TRIGRAM_CHARS = 3
/** The time of an id and that of its booking differ by no more. */
const APART_MAX_MS = 3_600_000

/** Ids of what the actor may see, newest first, from past `cursor`. */
export async function findBookingIds(context: Context, filter: BookingFilter, page: Page): Promise<string[]> {
  const { q } = filter
  if (q === undefined) {
    const rows = await context.db.execute<{ id: string }>(newest(context, filter, page))
    return rows.map(({ id }) => id)
  }
  // One by one, or the database may take it to be quicker to read all texts.
  const isFound = sql`(select ${isFoundBy(q)} from ${bookingTexts} where ${bookingTexts.bookingId} = n.id)`
  const [looked] = await context.db.execute<{ ids: string[]; count: number }>(sql`
    select count(*)::int as count, coalesce(json_agg(n.id order by n.id desc) filter (where ${isFound}), '[]') as ids
    from (${newest(context, filter, { ...page, limit: LOOKED_THROUGH_MAX })}) n`)
  const { ids, count } = looked as { ids: string[]; count: number }
  if (ids.length >= page.limit || count < LOOKED_THROUGH_MAX) return ids.slice(0, page.limit)
  return findRare(context, { ...filter, q }, page)
}

function newest(context: Context, filter: BookingFilter, { limit, cursor }: Page): SQL {
  const { status, vehicleClass, market } = filter
  const visible = visibleTo(context)
  const isWithin = and(visible, isBetween(bookings.id, filter, cursor), isBooked(filter))
  if (visible || !(status || vehicleClass || market))
    return sql`select ${bookings.id} as id from ${bookings} where ${and(isWithin, isOf(filter)) ?? sql`true`}
      order by ${desc(bookings.id)} limit ${limit}`
  const state = oneOf(status ? [status] : BOOKING_STATES)
  const code = oneOf(vehicleClass ? [vehicleClass] : VEHICLE_CLASSES)
  // Sorted by all that the index has, from conditions that don't say that it is one value: in the order of ids alone the
  // database would read past all that are of other states and classes, where it takes those asked for to be many.
  const { id, state: ofState, vehicleClass: ofClass } = bookings
  const isOfEach = sql`${ofState} = any (array[s.one]) and ${ofClass} = any (array[c.one])`
  const isOfMarket = market ? eq(bookings.market, market) : undefined
  return sql`select each.id from ${state} s(one) cross join ${code} c(one) cross join lateral (
      select ${id} as id from ${bookings} where ${and(isOfEach, isOfMarket, isWithin)}
      order by ${desc(ofState)}, ${desc(ofClass)}, ${desc(id)} limit ${limit}) each
    order by each.id desc limit ${limit}`
}

/** By the index of texts alone, whatever the database takes to be quicker: it can't know where the few are. */
async function findRare(
  context: Context,
  filter: BookingFilter & { q: string },
  { limit, cursor }: Page,
): Promise<string[]> {
  const isRare = and(isFoundBy(filter.q), isBetween(bookingTexts.bookingId, filter, cursor))
  const rows = await context.db.execute<{ id: string }>(sql`
    with found as materialized (select ${bookingTexts.bookingId} as id from ${bookingTexts} where ${isRare})
    select ${bookings.id} as id from found join ${bookings} on ${bookings.id} = found.id
    where ${and(visibleTo(context), isOf(filter), isBooked(filter)) ?? sql`true`}
    order by ${desc(bookings.id)} limit ${limit}`)
  return rows.map(({ id }) => id)
}

const oneOf = (words: readonly string[]): SQL =>
  sql`(values ${sql.join(
    words.map((word) => sql`(${word}::text)`),
    sql`, `,
  )})`

const isFoundBy = (q: string) => contains([bookingTexts.text], q.length < TRIGRAM_CHARS ? ` ${q}` : q)

const isOf = ({ status, vehicleClass, market }: BookingFilter) =>
  and(
    status && eq(bookings.state, status),
    vehicleClass && eq(bookings.vehicleClass, vehicleClass),
    market ? eq(bookings.market, market) : undefined,
  )

const isBooked = ({ from, to }: BookingFilter) =>
  and(
    from ? gte(bookings.createdAt, new Date(from)) : undefined,
    to ? lt(bookings.createdAt, new Date(to)) : undefined,
  )

/** Before the cursor, and about as old as asked for. */
const isBetween = (
  id: typeof bookings.id | typeof bookingTexts.bookingId,
  { from, to }: BookingFilter,
  cursor: string | undefined,
) =>
  and(
    cursor ? lt(id, cursor) : undefined,
    from ? gte(id, idAt(Date.parse(from) - APART_MAX_MS)) : undefined,
    to ? lt(id, idAt(Date.parse(to) + APART_MAX_MS)) : undefined,
  )
