import type { Sql } from 'postgres'

/** For tests of long lists: as many bookings like one that exists, booked by now, without the quotes that they would redeem. */
export async function copyBooking(sql: Sql, id: string, count: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`
      insert into bookings select copy.* from generate_series(1, ${count}::int) n, bookings b,
        jsonb_populate_record(b, jsonb_build_object('n', n, 'id', uuidv7(), 'quote_id', uuidv7())) copy
      where b.id = ${id}`
  })
}
