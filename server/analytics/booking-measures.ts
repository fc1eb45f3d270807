/*
 * What a booking adds to the rollups, said once, in SQL: the consumer counts a booking by it, and so does whoever counts all
 * of them anew. A fact adds to the span of each moment it has, so that what happened in a period and what became of those who
 * asked in it are different sums of the same rows.
 */

/** The moment of a fact whose span a measure belongs to. */
type Anchor = 'quoted_at' | 'created_at' | 'assigned_at' | 'arrived_at' | 'ended_at'

const IS_COMPLETED = `f.outcome = 'completed'`
const flag = (condition: string) => `coalesce(${condition}, false)::int`
const where = (condition: string, value: string) => `case when ${condition} then ${value} else 0 end`

/** By column of `booking_rollups`: where it is counted, and what a fact `f` adds. */
export const BOOKING_MEASURES: Record<string, readonly [Anchor, string]> = {
  booked: ['quoted_at', '1'],
  booked_assigned: ['quoted_at', flag('f.assigned_at is not null')],
  booked_collected: ['quoted_at', flag('f.collected_at is not null')],
  booked_delivered: ['quoted_at', flag('f.delivered_at is not null')],
  booked_completed: ['quoted_at', flag(IS_COMPLETED)],
  created: ['created_at', '1'],
  created_scheduled: ['created_at', flag('f.is_scheduled')],
  created_surged: ['created_at', flag('f.is_surged')],
  new_customers: ['created_at', flag('f.is_first')],
  assigned: ['assigned_at', '1'],
  assignments: ['assigned_at', flag('f.assignment_s is not null')],
  assignment_s: ['assigned_at', 'coalesce(f.assignment_s, 0)'],
  pickups: ['arrived_at', '1'],
  pickups_timed: ['arrived_at', flag('f.is_on_time is not null')],
  pickups_on_time: ['arrived_at', flag('f.is_on_time')],
  pickups_promised: ['arrived_at', flag('f.eta_error_s is not null')],
  eta_error_s: ['arrived_at', 'coalesce(f.eta_error_s, 0)'],
  eta_error_abs_s: ['arrived_at', 'coalesce(abs(f.eta_error_s), 0)'],
  completed: ['ended_at', flag(IS_COMPLETED)],
  cancelled_by_customer: ['ended_at', flag(`f.cancelled_by = 'customer'`)],
  cancelled_by_driver: ['ended_at', flag(`f.cancelled_by = 'driver'`)],
  cancelled_by_operator: ['ended_at', flag(`f.cancelled_by in ('operator', 'admin')`)],
  unfulfilled: ['ended_at', flag(`f.outcome = 'unfulfilled'`)],
  hand_backs: ['ended_at', 'f.hand_backs'],
  trips: ['ended_at', flag(`${IS_COMPLETED} and f.collected_at is not null and f.delivered_at is not null`)],
  trip_s: [
    'ended_at',
    where(IS_COMPLETED, 'coalesce(round(extract(epoch from f.delivered_at - f.collected_at)), 0)::int'),
  ],
  distance_m: ['ended_at', where(IS_COMPLETED, 'f.distance_m')],
  price_minor: ['ended_at', where(IS_COMPLETED, 'f.price_minor')],
  waiting_fee_minor: ['ended_at', where(IS_COMPLETED, 'f.waiting_fee_minor')],
  cancellation_fee_minor: ['ended_at', 'f.cancellation_fee_minor'],
  surged: ['ended_at', flag(`${IS_COMPLETED} and f.is_surged`)],
  surged_price_minor: ['ended_at', where(`${IS_COMPLETED} and f.is_surged`, 'f.price_minor')],
  surge_minor: ['ended_at', where(IS_COMPLETED, 'f.surge_minor')],
}
export const BOOKING_COLUMNS = Object.keys(BOOKING_MEASURES)

/** By column of `driver_rollups`: what an ended fact adds to the driver who had it. */
export const HAUL_MEASURES: Record<string, string> = {
  hauls: flag(IS_COMPLETED),
  cancelled: flag(`f.outcome = 'cancelled'`),
  distance_m: where(IS_COMPLETED, 'f.distance_m'),
  price_minor: where(IS_COMPLETED, 'f.price_minor + f.waiting_fee_minor'),
  haul_s: 'coalesce(f.haul_s, 0)',
  pickups_timed: flag('f.is_on_time is not null'),
  pickups_on_time: flag('f.is_on_time'),
}
/** And what each of its offers `o` adds to the driver who was asked. */
export const OFFER_MEASURES: Record<string, string> = {
  offers_decided: `(o->>'decided')::int`,
  offers_accepted: `(o->>'accepted')::int`,
  hand_backs: `(o->>'dropped')::int`,
}
export const DRIVER_COLUMNS = [...Object.keys(HAUL_MEASURES), ...Object.keys(OFFER_MEASURES)]

const ANCHORS: readonly Anchor[] = ['quoted_at', 'created_at', 'assigned_at', 'arrived_at', 'ended_at']

/**
 * In SQL: a lateral table `m (at, …measures)` of what a fact `f` adds to bookings. Not by `values`: PostgreSQL would make its
 * expressions ready to run anew for each fact, which takes ten times as long as all of them.
 */
export const bookingMeasuresSql = `lateral (${ANCHORS.map(
  (anchor) =>
    `select f.${anchor}, ${Object.values(BOOKING_MEASURES)
      .map(([at, value]) => (at === anchor ? value : '0'))
      .join(', ')} where f.${anchor} is not null`,
).join(' union all\n')}) as m (at, ${BOOKING_COLUMNS.join(', ')})`

/** In SQL: a lateral table `m (driver_id, …measures)` of what an ended fact `f` adds to drivers. */
export const driverMeasuresSql = `lateral (
    select f.driver_id, ${Object.values(HAUL_MEASURES).join(', ')}, 0, 0, 0 where f.driver_id is not null
    union all
    select (o->>'driver')::uuid, ${Object.keys(HAUL_MEASURES)
      .map(() => '0')
      .join(', ')}, ${Object.values(OFFER_MEASURES).join(', ')}
    from jsonb_array_elements(f.offers) o
  ) as m (driver_id, ${DRIVER_COLUMNS.join(', ')})`

/** In SQL: a lateral table `m (at, booked, collected, unmet)` of what a fact `f` adds to the cell of its pickup. */
export const cellMeasuresSql = `lateral (
    select f.created_at, 1, 0, 0
    union all select f.collected_at, 0, 1, 0
    union all select f.ended_at, 0, 0, 1
      where f.assigned_at is null and (f.outcome = 'unfulfilled' or f.cancelled_by = 'customer')
  ) as m (at, booked, collected, unmet)`
