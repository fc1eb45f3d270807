/*
 * Every figure of the analytics by its name: what it is made of, and how. A count is of what happened in the period,
 * whenever its booking was made. Shares and means are null where there is nothing to share. Money is never added up over
 * currencies: such a figure has a value of each.
 */
import type { Needs, PeriodSums, Source, Sums } from './read-sums.ts'
import { waitQuantileS } from './wait-histogram.ts'

export const UNITS = ['count', 'share', 'seconds', 'metres', 'hours', 'drivers', 'minor'] as const
type Unit = (typeof UNITS)[number]
type Figure = {
  unit: Unit
  /** What is to be known of it. */
  meaning: string
  columns?: readonly string[]
  sources?: readonly Source[]
} & (
  | { of: (sums: PeriodSums) => number | null; ofMoney?: never }
  | { ofMoney: (sums: Sums) => number | null; of?: never }
)

const get = (sums: Sums, column: string) => sums[column] ?? 0
const divide = (a: number, b: number) => (b === 0 ? null : a / b)
const HOUR_MINUTES = 60

const total = (meaning: string, ...columns: string[]): Figure => ({
  unit: 'count',
  meaning,
  columns,
  of: ({ all }) => columns.reduce((sum, column) => sum + get(all, column), 0),
})
const ratio = (unit: Unit, meaning: string, column: string, ...over: string[]): Figure => ({
  unit,
  meaning,
  columns: [column, ...over],
  of: ({ all }) =>
    divide(
      get(all, column),
      over.reduce((sum, each) => sum + get(all, each), 0),
    ),
})
const money = (meaning: string, ...columns: string[]): Figure => ({
  unit: 'minor',
  meaning,
  columns,
  ofMoney: (sums) => columns.reduce((sum, column) => sum + get(sums, column), 0),
})
const moneyRatio = (unit: Unit, meaning: string, column: string, over: string): Figure => ({
  unit,
  meaning,
  columns: [column, over],
  ofMoney: (sums) => divide(get(sums, column), get(sums, over)),
})
const wait = (meaning: string, q: number): Figure => ({
  unit: 'seconds',
  meaning,
  sources: ['waits'],
  of: ({ waits }) => waitQuantileS(waits, q),
})
const supply = (unit: Unit, meaning: string, of: (sums: Sums) => number | null): Figure => ({
  unit,
  meaning,
  sources: ['supply'],
  of: (sums) => of(sums.supply),
})

const CANCELLED = ['cancelled_by_customer', 'cancelled_by_driver', 'cancelled_by_operator']
const ENDED = ['completed', ...CANCELLED, 'unfulfilled']

export const FIGURES = {
  quotes: { unit: 'count', meaning: 'Prices asked for', sources: ['quotes'], of: ({ quotes }) => quotes },
  bookings: total('Bookings made', 'created'),
  scheduled: total('Of these for later', 'created_scheduled'),
  newCustomers: total('Of these the first of their customer', 'new_customers'),
  assigned: total('Bookings that had their first driver', 'assigned'),
  completed: total('Hauls completed', 'completed'),
  cancelled: total('Bookings cancelled', ...CANCELLED),
  cancelledByCustomer: total('Of these by the customer', 'cancelled_by_customer'),
  cancelledByDriver: total('Of these by the driver', 'cancelled_by_driver'),
  cancelledByOperator: total('Of these by an operator or admin', 'cancelled_by_operator'),
  unfulfilled: total('Searches that nobody came for', 'unfulfilled'),
  handBacks: total('Times that a driver dropped out of a booking that has ended', 'hand_backs'),
  completionRate: ratio('share', 'Completed of all that ended', 'completed', ...ENDED),
  tripS: ratio('seconds', 'Mean time from the collection of the goods to their delivery', 'trip_s', 'trips'),
  distanceM: { ...total('Distance of the completed hauls', 'distance_m'), unit: 'metres' },
  assignmentMeanS: ratio(
    'seconds',
    'Mean time from the start of the search to the first assignment',
    'assignment_s',
    'assignments',
  ),
  assignmentP50S: wait('Half were assigned within; at most 5 % off', 0.5),
  assignmentP90S: wait('Nine of ten were assigned within; at most 5 % off', 0.9),
  pickupEtaErrorS: ratio(
    'seconds',
    'Mean of |arrival − promised arrival| at the pickup',
    'eta_error_abs_s',
    'pickups_promised',
  ),
  pickupEtaBiasS: ratio(
    'seconds',
    'Mean of arrival − promised arrival at the pickup: above zero, drivers are late',
    'eta_error_s',
    'pickups_promised',
  ),
  onTimeShare: ratio(
    'share',
    'Pickups at most 5 min after the promise, or after the hour of a scheduled booking',
    'pickups_on_time',
    'pickups_timed',
  ),
  surgedShare: ratio(
    'share',
    'Completed hauls that were booked above a multiplier of 1',
    'surged',
    'completed',
  ),
  onlineHours: supply(
    'hours',
    'Hours of drivers on duty, paused or not',
    (sums) => get(sums, 'on_duty') / HOUR_MINUTES,
  ),
  driversOnDuty: supply('drivers', 'Drivers on duty, on average', (sums) =>
    divide(get(sums, 'on_duty'), get(sums, 'samples')),
  ),
  driversFree: supply('drivers', 'Free drivers, on average', (sums) =>
    divide(get(sums, 'free'), get(sums, 'samples')),
  ),
  utilisation: supply('share', 'Time with a haul over time on duty', (sums) =>
    divide(get(sums, 'on_haul'), get(sums, 'on_duty')),
  ),
  revenue: money(
    'Prices and waiting fees of completed hauls, and cancellation fees',
    'price_minor',
    'waiting_fee_minor',
    'cancellation_fee_minor',
  ),
  prices: money('Prices of completed hauls', 'price_minor'),
  waitingFees: money('Waiting fees of completed hauls', 'waiting_fee_minor'),
  cancellationFees: money('Cancellation fees', 'cancellation_fee_minor'),
  surgeAmount: money('What surge added to the prices of completed hauls', 'surge_minor'),
  averagePrice: moneyRatio('minor', 'Mean price of a completed haul', 'price_minor', 'completed'),
  surgedPriceShare: moneyRatio(
    'share',
    'Prices of hauls above a multiplier of 1, of all prices',
    'surged_price_minor',
    'price_minor',
  ),
} as const satisfies Record<string, Figure>

export type Metric = keyof typeof FIGURES
export const METRICS = Object.keys(FIGURES) as Metric[]
const figureOf = (metric: Metric): Figure => FIGURES[metric]
export const unitOf = (metric: Metric): Unit => FIGURES[metric].unit

/** What has to be read for some figures. */
export function needsOf(metrics: readonly Metric[]): Needs {
  const figures = metrics.map(figureOf)
  const columns = new Set(figures.flatMap(({ columns = [] }) => columns))
  const sources = new Set(figures.flatMap(({ sources = [] }) => sources))
  if (columns.size > 0) sources.add('bookings')
  return { columns: [...columns], sources }
}

/** The values of a figure: one without a currency, or one of each that is asked for. */
function valuesOf(metric: Metric, sums: PeriodSums, currencies: readonly string[]) {
  const figure = figureOf(metric)
  if (!figure.ofMoney) return [{ currency: null, value: figure.of(sums) }]
  return currencies.map((currency) => ({
    currency,
    value: figure.ofMoney(sums.byCurrency.get(currency) ?? {}),
  }))
}

/** The same, each beside the value of an earlier period where there is one to compare with. */
export function comparedValuesOf(
  metric: Metric,
  sums: PeriodSums,
  earlier: PeriodSums | undefined,
  currencies: readonly string[],
) {
  const before = earlier && valuesOf(metric, earlier, currencies)
  return valuesOf(metric, sums, currencies).map(({ currency, value }, i) => {
    const previous = before?.[i]?.value ?? null
    return { currency, value, previous, change: changeOf(value, previous) }
  })
}

/** The currencies that any of some sums know, in alphabetical order. */
export const currenciesOf = (sums: readonly PeriodSums[]): string[] =>
  [...new Set(sums.flatMap(({ byCurrency }) => [...byCurrency.keys()]))].sort()

/** How much more a value is than before, of what it was; null where that says nothing. */
const changeOf = (value: number | null, previous: number | null): number | null =>
  value === null || previous === null || previous === 0 ? null : (value - previous) / Math.abs(previous)
