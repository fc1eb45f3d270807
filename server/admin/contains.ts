import { or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** Whether a text is part of any of some columns, in upper or lower case; its own `%` and `_` stand for themselves. */
export function contains(places: readonly SQLWrapper[], text: string): SQL | undefined {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return or(...places.map((place) => sql`${place} ilike ${like}`))
}
