import { asc, eq, gt, sql } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

const COLUMNS = {
  id: bookings.id,
  lat: sql<number>`(${bookings.pickup}->>'lat')::float8`,
  lng: sql<number>`(${bookings.pickup}->>'lng')::float8`,
  createdAt: bookings.createdAt,
}
export type Pickup = { id: string; lat: number; lng: number; createdAt: Date }

/** Where the goods of a booking are picked up; of none when there is no such booking. */
export const readPickup = ({ db }: Pick<Context, 'db'>, id: string): Promise<Pickup[]> =>
  db.select(COLUMNS).from(bookings).where(eq(bookings.id, id))

/** The same of so many bookings in the order of their ids, past `after`. */
export const readPickupsAfter = (
  { db }: Pick<Context, 'db'>,
  { after, limit }: { after: string | null; limit: number },
): Promise<Pickup[]> =>
  db
    .select(COLUMNS)
    .from(bookings)
    .where(after === null ? undefined : gt(bookings.id, after))
    .orderBy(asc(bookings.id))
    .limit(limit)
