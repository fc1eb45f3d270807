import { asc, inArray } from 'drizzle-orm'
import { bookings, surgeCells } from '../../db/schema/index.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { bookingView } from '../booking/views.ts'
import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { Bbox } from './grid.ts'
import { mapDriver } from './views.ts'

const BOOKINGS_MAX = 2_000
const WORLD: Bbox = { west: -180, south: -90, east: 180, north: 90 }

/** What a live map starts from: drivers on duty with a place, in a box when one is given, open bookings and surge. */
export async function readSnapshot(context: Context, { bbox = WORLD }: { bbox?: Bbox }) {
  const open = inArray(bookings.state, ['searching', ...ACTIVE_STATES])
  const [rows, surge] = await Promise.all([
    context.db.select().from(bookings).where(open).orderBy(asc(bookings.id)).limit(BOOKINGS_MAX),
    context.db.select().from(surgeCells),
  ])
  const drivers = context.driverIndex
    .withinBbox(bbox)
    .filter((driver) => driver.status !== 'offline')
    .map(mapDriver)
  return {
    drivers: drivers.filter((driver) => driver !== null),
    bookings: rows.map(bookingView),
    surge: surge.map(({ cell, multiplierPermille }) => ({ cell, multiplier: multiplierPermille / 1_000 })),
  }
}

/** A box written as `west,south,east,north` in degrees; west of east, or past the antimeridian. @throws DomainError bbox_invalid. */
export function readBbox(text: string): Bbox {
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const isLegal =
    more.length === 0 &&
    Math.abs(west) <= 180 &&
    Math.abs(east) <= 180 &&
    south >= -90 &&
    north <= 90 &&
    south <= north
  if (!isLegal)
    throw invalid('bbox_invalid', 'bbox', 'A box is west,south,east,north in degrees, south first.')
  return { west, south, east, north }
}
