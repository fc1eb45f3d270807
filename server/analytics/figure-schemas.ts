import { type TSchema, t } from 'elysia'
import { BOOKING_STATES } from '../../db/schema/booking.ts'
import { queryInteger } from '../platform/http/numbers.ts'
import {
  idSchema,
  nullable,
  object,
  oneOf,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { FIGURES, METRICS, UNITS } from './figures.ts'
import { STAGES } from './read-funnel.ts'
import type { Period } from './spans.ts'

/** The query of every figure of a period. */
export const seriesQuery = {
  from: timeSchema,
  to: timeSchema,
  market: t.Optional(t.String({ pattern: '^[0-9a-f]{15}$', description: 'An H3 cell' })),
  vehicleClass: t.Optional(vehicleClassSchema),
}
export const resolutionSchema = t.Optional(queryInteger({ minimum: 6, maximum: 9, default: 8 }))
export const periodOf = ({ from, to }: { from: string; to: string }): Period => ({
  from: new Date(from),
  to: new Date(to),
})

const periodSchema = object({ from: timeSchema, to: timeSchema })
/** A list with the period that it answers for, which is rounded outward, and what it is compared with. */
export const answerOf = <T extends TSchema>(item: T) =>
  object({
    period: periodSchema,
    previousPeriod: nullable(periodSchema),
    items: t.Array(item),
    nextCursor: nullable(t.String()),
  })

const periodView = ({ from, to }: Period) => ({ from: from.toISOString(), to: to.toISOString() })

export const viewOf = <Item>({
  period,
  previous = null,
  items,
  nextCursor = null,
}: {
  period: Period
  previous?: Period | null
  items: Item[]
  nextCursor?: string | null
}) => ({
  period: periodView(period),
  previousPeriod: previous && periodView(previous),
  items,
  nextCursor,
})

const currencySchema = nullable(t.String({ description: 'Of money alone; amounts are in its minor units' }))
const share = (description: string) => nullable(t.Number({ description }))
const compared = {
  value: nullable(t.Number()),
  previous: nullable(t.Number({ description: 'Of the period before, where it is compared' })),
  change: share('(value − previous) / previous'),
}
const MEANINGS = METRICS.map((metric) => `${metric}: ${FIGURES[metric].meaning}`).join('; ')

export const figureSchema = object({
  metric: t.Enum(Object.fromEntries(METRICS.map((metric) => [metric, metric])), { description: MEANINGS }),
  unit: oneOf(UNITS),
  currency: currencySchema,
  ...compared,
})
export const bucketSchema = object({
  startsAt: timeSchema,
  endsAt: timeSchema,
  currency: currencySchema,
  ...compared,
})
export const stageSchema = object({
  stage: oneOf(STAGES),
  count: t.Integer(),
  ofQuoted: share('Of the quotes'),
  ofPrevious: share('Of the stage before'),
  previous: nullable(t.Integer({ description: 'Of the period before, where it is compared' })),
})
export const driverSchema = object({
  driverId: idSchema,
  name: t.String(),
  currency: currencySchema,
  hauls: t.Integer({ description: 'Completed' }),
  distanceM: t.Integer({ description: 'Of the completed hauls' }),
  revenue: t.Integer({ description: 'Prices and waiting fees of the completed hauls, in minor units' }),
  offersDecided: t.Integer(),
  acceptanceRate: share('Offers accepted of those decided'),
  cancelled: t.Integer({
    description: 'Bookings that were cancelled while the driver had them, for a no-show too',
  }),
  handBacks: t.Integer({ description: 'Bookings that the driver took and did not come for' }),
  rating: nullable(t.Number({ description: 'Mean of all ratings so far' })),
  onlineS: t.Number({ description: 'On duty, paused or not' }),
  pausedS: t.Number(),
  haulS: t.Number({ description: 'From the assignment to the end' }),
  utilisation: share('Time with a haul over time on duty, at most 1'),
  onTimeShare: share('Pickups at most 5 min after the promise'),
})
export const heatSchema = object({
  cell: t.String(),
  value: t.Number({ description: 'How many; of supply, how many free drivers on average' }),
})
export const popularSchema = object({
  cell: t.String(),
  lat: t.Number({ description: 'Of its centre' }),
  lng: t.Number(),
  pickups: t.Integer(),
  share: t.Number({ description: 'Of all pickups of the period' }),
  bookings: t.Integer(),
  unmet: t.Integer({ description: 'Searches that ended without a driver' }),
})
export const marketSchema = object({
  market: t.String({ description: 'An H3 cell' }),
  lat: t.Number({ description: 'Of its centre' }),
  lng: t.Number(),
  currency: t.String(),
  timeZone: t.String({ description: 'IANA name' }),
})
export const liveSchema = object({
  at: timeSchema,
  drivers: object({
    available: t.Integer(),
    onHaul: t.Integer(),
    paused: t.Integer(),
    offline: t.Integer(),
  }),
  bookings: object(Object.fromEntries(BOOKING_STATES.map((state) => [state, t.Optional(t.Integer())]))),
  oldestSearchS: nullable(t.Number({ description: 'How long the longest search has been on' })),
  lastHour: object({ completed: t.Integer(), cancelled: t.Integer(), unfulfilled: t.Integer() }),
})
