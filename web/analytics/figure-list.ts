import type { Input } from '../api/routes.ts'
import type { Unit } from './format-figure.ts'

export type Metric = NonNullable<NonNullable<Input<'get', '/v1/analytics/timeseries'>['query']>['metric']>
/** `sense` tells whether more is better; without it more is only more. */
export type FigureLook = { label: string; unit: Unit; meaning: string; sense?: 'more' | 'less' }

/** What is shown of a period, in this order. */
export const FIGURE_LOOKS = {
  bookings: { label: 'Bookings', unit: 'count', meaning: 'Bookings made', sense: 'more' },
  completed: { label: 'Completed', unit: 'count', meaning: 'Hauls delivered and completed', sense: 'more' },
  cancelled: { label: 'Cancelled', unit: 'count', meaning: 'Bookings cancelled, by whomever', sense: 'less' },
  unfulfilled: {
    label: 'Unfulfilled',
    unit: 'count',
    meaning: 'Searches that nobody came for',
    sense: 'less',
  },
  revenue: {
    label: 'Revenue',
    unit: 'minor',
    meaning: 'Prices and waiting fees of completed hauls, and cancellation fees',
    sense: 'more',
  },
  averagePrice: { label: 'Average price', unit: 'minor', meaning: 'Mean price of a completed haul' },
  surgedShare: {
    label: 'Under surge',
    unit: 'share',
    meaning: 'Completed hauls that were booked above a multiplier of 1',
  },
  assignmentP50S: {
    label: 'Assigned, median',
    unit: 'seconds',
    meaning: 'Half were assigned within this time; at most 5 % off',
    sense: 'less',
  },
  assignmentP90S: {
    label: 'Assigned, 9 of 10',
    unit: 'seconds',
    meaning: 'Nine of ten were assigned within this time; at most 5 % off',
    sense: 'less',
  },
  pickupEtaErrorS: {
    label: 'Pickup ETA error',
    unit: 'seconds',
    meaning: 'Mean difference between the promised and the real arrival at the pickup',
    sense: 'less',
  },
  onTimeShare: {
    label: 'On time',
    unit: 'share',
    meaning: 'Pickups at most 5 min after the promise, or after the hour of a scheduled booking',
    sense: 'more',
  },
  utilisation: {
    label: 'Utilisation',
    unit: 'share',
    meaning: 'Drivers’ time with a haul over their time on duty',
    sense: 'more',
  },
  onlineHours: { label: 'Online hours', unit: 'hours', meaning: 'Hours that drivers were on duty' },
  newCustomers: {
    label: 'New customers',
    unit: 'count',
    meaning: 'Bookings that were the first of their customer',
    sense: 'more',
  },
} as const satisfies Partial<Record<Metric, FigureLook>>

export type ShownMetric = keyof typeof FIGURE_LOOKS
export const SHOWN_METRICS = Object.keys(FIGURE_LOOKS) as ShownMetric[]
export const figureLook = (metric: ShownMetric): FigureLook => FIGURE_LOOKS[metric]

/** Good or bad news, or neither. */
export function toneOf({ sense }: FigureLook, direction: -1 | 0 | 1): 'good' | 'bad' | undefined {
  if (!sense || direction === 0) return undefined
  return direction > 0 === (sense === 'more') ? 'good' : 'bad'
}
