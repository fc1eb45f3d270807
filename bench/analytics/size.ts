export type Size = { bookings: number; days: number; drivers: number; customers: number }
export const PLACES_PER_CITY = 3_000

/** In SQL: the id that something of a kind has which is made at a time, as UUIDv7 has it. */
export const uuidAt = (at: string, kind: string, n: string) =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7000${kind}000' || lpad(to_hex(${n}), 12, '0'))::uuid`

/** In SQL: the id of a person by number. */
export const personId = (kind: string, n: string) =>
  `('${kind}0000000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`
