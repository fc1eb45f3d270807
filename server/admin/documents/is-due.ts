import { type SQL, sql } from 'drizzle-orm'
import { companyDay } from '../why-unfit.ts'

/** For a statement that reads `documents`: in use, and over within so many days of the company's calendar. */
export const isDue = (now: Date, withinDays: number): SQL =>
  sql`documents.renewed_at is null and documents.removed_at is null
    and documents.expires_on <= ${companyDay(now)} + ${withinDays}::int`

/** Whether a driver, or a vehicle, has such a paper; `owner` is the column of the statement that has their id. */
export const hasDue = (
  subject: 'driver' | 'vehicle',
  owner: unknown,
  { now, withinDays }: { now: Date; withinDays: number },
): SQL => {
  const column = sql.raw(subject === 'driver' ? 'documents.driver_id' : 'documents.vehicle_id')
  return sql`exists (select from documents where ${column} = ${owner} and ${isDue(now, withinDays)})`
}
