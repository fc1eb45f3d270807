/*
 * What is counted of a booking, read from its history as it stands: a function of rows that are kept for ever, so that
 * whoever counts it, and how often, finds the same.
 *
 * - The first search until the first assignment is the time to assignment.
 * - A pickup is promised by the offer that was taken: from the assignment on, or, of a driver asked ahead, from the offer
 *   on. It is on time until five minutes after that, or after the time that a scheduled booking is due; there the promise
 *   is no error of an estimate.
 * - A driver who took the booking and did not come has dropped it. Offers count once the booking was assigned or ended.
 * - The haul of a driver is the time from the last assignment to the end.
 */
import { END_STATES } from '../../db/schema/booking.ts'
import { ACTIVE_STATES } from '../booking/states.ts'

/** How late a driver may be at the pickup. */
export const ON_TIME_S = 300

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')
const BOUND = quoted(ACTIVE_STATES)
const ENDS = quoted(END_STATES)
const secondsBetween = (from: string, to: string) => `round(extract(epoch from ${to} - ${from}))::int`
const firstAt = (which: string) => `min(e.occurred_at) filter (where ${which})`
const lastAt = (which: string) => `max(e.occurred_at) filter (where ${which})`

const HISTORY = `
  select ${firstAt(`e.to_state = 'searching'`)} as searched_at,
    ${firstAt(`e.type = 'assigned'`)} as assigned_at,
    ${lastAt(`e.type = 'assigned'`)} as bound_at,
    ${lastAt(`e.type = 'arrived_at_pickup'`)} as arrived_at,
    ${lastAt(`e.type = 'goods_collected'`)} as collected_at,
    ${lastAt(`e.type = 'delivered'`)} as delivered_at,
    ${lastAt(`e.to_state in (${ENDS})`)} as ended_at,
    ${lastAt(`e.type = 'assigned' or e.to_state in (${ENDS})`)} as settled_at,
    count(*) filter (where e.to_state = 'searching' and e.from_state in (${BOUND})
      and e.type = 'searching')::int as hand_backs,
    array_agg(e.data->>'offerId') filter (where e.data ? 'offerId') as taken
  from booking_events e where e.booking_id = b.id`

const PROMISE = `
  select case when o.free_in_s is null then h.bound_at else o.created_at end
    + nullif(o.pickup_eta_s, 0) * interval '1 s' as at
  from offers o
  where o.booking_id = b.id and o.state in ('accepted', 'fulfilled', 'released', 'withdrawn')
    and o.created_at <= h.arrived_at
  order by o.created_at desc, o.id desc limit 1`

const OFFERS = `
  select jsonb_agg(jsonb_build_object('driver', o.driver_id, 'accepted', d.accepted, 'decided', d.decided,
    'dropped', d.dropped) order by o.created_at, o.id) filter (where d.decided + d.dropped > 0) as list
  from offers o, lateral (select (o.id::text = any (h.taken))::int as was_taken) t,
    lateral (select coalesce(t.was_taken, 0) as accepted,
      case when o.state in ('declined', 'expired') then 1 else coalesce(t.was_taken, 0) end as decided,
      (o.state = 'released')::int as dropped) d
  where o.booking_id = b.id and o.created_at <= h.settled_at`

/**
 * In SQL: the facts of the bookings that the table `asked (booking_id, cell)` names, with the columns of `booking_facts`
 * in their order.
 */
export const bookingFactsSql = `
  select b.id as booking_id, b.version as seq, b.market, b.vehicle_class, b.currency, asked.cell, b.driver_id,
    q.created_at as quoted_at, b.created_at, h.assigned_at, h.arrived_at, h.collected_at, h.delivered_at, h.ended_at,
    case when b.state in (${ENDS}) then b.state end as outcome, b.cancelled_by,
    b.scheduled_for is not null as is_scheduled,
    not exists (select from bookings f where f.customer_id = b.customer_id and f.id < b.id) as is_first,
    coalesce((b.surge->>'multiplierPermille')::int > 1000, false) as is_surged,
    case when h.searched_at <= h.assigned_at then ${secondsBetween('h.searched_at', 'h.assigned_at')} end as assignment_s,
    case when b.scheduled_for is null and h.arrived_at >= h.bound_at
      then ${secondsBetween('p.at', 'h.arrived_at')} end as eta_error_s,
    case when h.arrived_at >= h.bound_at
      then h.arrived_at <= coalesce(b.scheduled_for, p.at) + ${ON_TIME_S} * interval '1 s' end as is_on_time,
    case when b.driver_id is not null then ${secondsBetween('h.bound_at', 'h.ended_at')} end as haul_s,
    b.distance_m, b.price_minor, b.waiting_fee_minor, coalesce(b.cancellation_fee_minor, 0) as cancellation_fee_minor,
    coalesce((select sum((l->>'amountMinor')::int) from jsonb_array_elements(b.breakdown) l
      where l->>'code' = 'surge'), 0)::int as surge_minor,
    h.hand_backs, w.list as offers
  from asked
    join bookings b on b.id = asked.booking_id
    join quotes q on q.id = b.quote_id
    cross join lateral (${HISTORY}) h
    left join lateral (${PROMISE}) p on true
    left join lateral (${OFFERS}) w on true`
