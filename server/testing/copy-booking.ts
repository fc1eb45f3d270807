import type { Sql } from 'postgres'

/** For tests of long lists: as many bookings like one that exists, booked by now, each with a quote like its. */
export const copyBooking = (sql: Sql, id: string, count: number) => sql`
  with copies as materialized (
    select uuidv7() as booking_id, uuidv7() as quote_id, n from generate_series(1, ${count}::int) n
  ), quoted as (
    insert into quotes select copy.* from copies, bookings b join quotes q on q.id = b.quote_id,
      jsonb_populate_record(q, jsonb_build_object('id', copies.quote_id)) copy
    where b.id = ${id}
  )
  insert into bookings select copy.* from copies, bookings b,
    jsonb_populate_record(b, jsonb_build_object('id', copies.booking_id, 'quote_id', copies.quote_id)) copy
  where b.id = ${id}`
