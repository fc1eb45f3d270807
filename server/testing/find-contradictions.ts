import type { Sql } from '../../db/connect.ts'
import { NEXT_STATES, PENDING_STATES } from '../assignment/offer-states.ts'
import { ACTIVE_STATES, FINISHING_STATES } from '../booking/states.ts'
import { moneyContradictions } from './money-contradictions.ts'

export type Contradiction = { rule: string; id: string }

/**
 * What must never be found in the tables, whatever ran in parallel or was cut off in between: each row names the rule
 * that is broken and the booking, offer, driver, entry or invoice that breaks it.
 */
export function findContradictions(sql: Sql): Promise<Contradiction[]> {
  const active = sql`b.state in ${sql([...ACTIVE_STATES])}`
  const pending = sql`o.state in ${sql([...PENDING_STATES])}`
  return sql<Contradiction[]>`
    select 'a driver has one active booking' as rule, b.driver_id::text as id
      from bookings b where ${active} group by b.driver_id having count(*) > 1
    union all
    select 'an active booking has one accepted offer, of its driver', b.id::text
      from bookings b where ${active} and 1 <> (
        select count(*) from offers o where o.booking_id = b.id and o.driver_id = b.driver_id and o.state = 'accepted')
    union all
    select 'an accepted offer is of an active booking and its driver', o.id::text
      from offers o join bookings b on b.id = o.booking_id
      where o.state = 'accepted' and not (${active} and b.driver_id = o.driver_id)
    union all
    select 'a pending offer is of a searching booking', o.id::text
      from offers o join bookings b on b.id = o.booking_id where ${pending} and b.state <> 'searching'
    union all
    select 'a pending offer is of an approved driver on duty', o.id::text
      from offers o join drivers d on d.user_id = o.driver_id left join driver_availability a on a.driver_id = o.driver_id
      where ${pending} and (a.status is distinct from 'available' or d.approval <> 'approved')
    union all
    select 'who is asked ahead is about to finish a haul or free', o.id::text
      from offers o join bookings b on b.driver_id = o.driver_id
      where o.state in ${sql([...NEXT_STATES])} and ${active} and b.state not in ${sql([...FINISHING_STATES])}
    union all
    select 'an offer that was made ahead says when its driver would be free', o.id::text
      from offers o where o.state in ${sql([...NEXT_STATES])} and o.free_in_s is null
    union all
    select 'a booking that searches has no driver', b.id::text
      from bookings b where b.state in ('scheduled', 'searching', 'unfulfilled') and b.driver_id is not null
    union all
    select 'a promise is held for a scheduled booking', c.id::text
      from commitments c join bookings b on b.id = c.booking_id where c.state = 'held' and b.state <> 'scheduled'
    union all
    select 'a reminder of a time is sent once', o.data->>'bookingId'
      from outbox o where o.type = 'booking.reminder'
      group by o.data->>'bookingId', o.data->>'minutesBefore', o.data->>'pickupAt' having count(*) > 1
    union all
    select 'the history of a booking has every version once', b.id::text
      from bookings b left join booking_events e on e.booking_id = b.id group by b.id
      having count(e.seq) <> b.version or min(e.seq) <> 1 or max(e.seq) <> b.version
    union all
    select 'each move of a history starts where the last one ended', e.booking_id::text
      from (select *, lag(to_state) over (partition by booking_id order by seq) as before from booking_events) e
      where e.from_state is distinct from e.before
    union all
    select 'the history of a booking ends in its state', b.id::text
      from bookings b join booking_events e on e.booking_id = b.id and e.seq = b.version where e.to_state <> b.state
    union all
    select 'each move is in the outbox once', coalesce(e.booking_id, o.booking_id)::text
      from booking_events e full join (
        select (data->>'bookingId')::uuid as booking_id, (data->>'seq')::int as seq, count(*) as times
        from outbox where type = 'booking.moved' group by 1, 2) o on o.booking_id = e.booking_id and o.seq = e.seq
      where e.seq is null or o.times is distinct from 1
    union all
    ${moneyContradictions(sql)}`
}
