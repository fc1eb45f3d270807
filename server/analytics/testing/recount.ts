/* For tests: the figures as a person would count them, booking by booking, from what the test has made up. */
import type { Told, ToldMove } from './draw-bookings.ts'

type Window = { fromMs: number; toMs: number }
const ON_TIME_MS = 300_000

const divide = (a: number, b: number) => (b === 0 ? null : a / b)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const seconds = (ms: number) => Math.round(ms / 1_000)

/** The moments of a booking's life, and what was promised of its pickup. */
function lifeOf(told: Told) {
  const first = (is: (move: ToldMove) => boolean) => told.moves.find(is)?.atMs
  const last = (is: (move: ToldMove) => boolean) => told.moves.findLast(is)?.atMs
  const end = told.moves.find(({ to }) => ['completed', 'cancelled', 'unfulfilled'].includes(to))
  const boundMs = last(({ to }) => to === 'assigned')
  const arrivedMs = last(({ to }) => to === 'arrived_at_pickup')
  const taken = told.offers.findLast(({ outcome }) => outcome === 'accepted')
  const promisedMs = boundMs !== undefined && taken ? boundMs + taken.etaS * 1_000 : undefined
  return {
    told,
    createdMs: told.moves[0]?.atMs as number,
    assignedMs: first(({ to }) => to === 'assigned'),
    searchedMs: first(({ to }) => to === 'searching'),
    arrivedMs,
    collectedMs: first(({ to }) => to === 'goods_collected'),
    deliveredMs: first(({ to }) => to === 'delivered'),
    endedMs: end?.atMs,
    outcome: end?.to,
    driver: told.moves.findLast(({ to }) => to === 'assigned' || to === 'searching')?.driver,
    boundMs,
    dueMs: told.scheduledForMs ?? promisedMs,
    etaErrorS:
      told.scheduledForMs === null && arrivedMs !== undefined && promisedMs !== undefined
        ? seconds(arrivedMs - promisedMs)
        : null,
    drops: told.moves.filter(({ type, from }) => type === 'searching' && from === 'assigned').length,
  }
}
type Life = ReturnType<typeof lifeOf>

/** The figures of some bookings in a window, but for quantiles and what is sampled; `all` tells who is new. */
export function recount(ours: readonly Told[], all: readonly Told[], { fromMs, toMs }: Window) {
  const lives = ours.map(lifeOf)
  const during = (moment: (life: Life) => number | undefined) =>
    lives.filter((life) => {
      const ms = moment(life)
      return ms !== undefined && ms >= fromMs && ms < toMs
    })
  const isNew = ({ told }: Life) =>
    !all.some((other) => other.customer === told.customer && other.id < told.id)
  const [created, assigned, arrived, ended] = [
    during(({ createdMs }) => createdMs),
    during(({ assignedMs }) => assignedMs),
    during(({ arrivedMs }) => arrivedMs),
    during(({ endedMs }) => endedMs),
  ]
  const completed = ended.filter(({ outcome }) => outcome === 'completed')
  const cancelled = ended.filter(({ outcome }) => outcome === 'cancelled')
  const errors = arrived.flatMap(({ etaErrorS }) => (etaErrorS === null ? [] : [etaErrorS]))
  const timed = arrived.filter(({ dueMs }) => dueMs !== undefined)
  const money: Record<string, number | null> = {}
  for (const currency of new Set(ended.map(({ told }) => told.currency))) {
    const of = (lives: readonly Life[]) => lives.filter(({ told }) => told.currency === currency)
    const prices = sum(of(completed).map(({ told }) => told.priceMinor))
    const fees = sum(of(cancelled).map(({ told }) => told.feeMinor))
    const surged = of(completed).filter(({ told }) => told.surgeMinor > 0)
    Object.assign(money, {
      [`revenue ${currency}`]: prices + fees,
      [`prices ${currency}`]: prices,
      [`cancellationFees ${currency}`]: fees,
      [`averagePrice ${currency}`]: divide(prices, of(completed).length),
      [`surgeAmount ${currency}`]: sum(surged.map(({ told }) => told.surgeMinor)),
      [`surgedPriceShare ${currency}`]: divide(sum(surged.map(({ told }) => told.priceMinor)), prices),
    })
  }
  return {
    bookings: created.length,
    scheduled: created.filter(({ told }) => told.scheduledForMs !== null).length,
    newCustomers: created.filter(isNew).length,
    assigned: assigned.length,
    completed: completed.length,
    cancelled: cancelled.length,
    cancelledByCustomer: cancelled.filter(({ told }) => told.cancelledBy === 'customer').length,
    cancelledByOperator: cancelled.filter(({ told }) => told.cancelledBy === 'operator').length,
    unfulfilled: ended.filter(({ outcome }) => outcome === 'unfulfilled').length,
    handBacks: sum(ended.map(({ drops }) => drops)),
    completionRate: divide(completed.length, ended.length),
    tripS: divide(
      sum(completed.map((life) => seconds((life.deliveredMs as number) - (life.collectedMs as number)))),
      completed.length,
    ),
    distanceM: sum(completed.map(({ told }) => told.distanceM)),
    assignmentMeanS: divide(
      sum(assigned.map((life) => seconds((life.assignedMs as number) - (life.searchedMs as number)))),
      assigned.length,
    ),
    pickupEtaErrorS: divide(sum(errors.map(Math.abs)), errors.length),
    pickupEtaBiasS: divide(sum(errors), errors.length),
    onTimeShare: divide(
      timed.filter(({ arrivedMs, dueMs }) => (arrivedMs as number) <= (dueMs as number) + ON_TIME_MS).length,
      timed.length,
    ),
    surgedShare: divide(completed.filter(({ told }) => told.surgeMinor > 0).length, completed.length),
    ...money,
  }
}

/** What each driver did in a window, by id and currency. */
export function recountDrivers(told: readonly Told[], { fromMs, toMs }: Window) {
  const rows = new Map<string, Record<string, number>>()
  const add = (driver: string, currency: string, values: Record<string, number>) => {
    const row = rows.get(`${driver} ${currency}`) ?? {}
    for (const [name, value] of Object.entries(values)) row[name] = (row[name] ?? 0) + value
    rows.set(`${driver} ${currency}`, row)
  }
  for (const life of told.map(lifeOf)) {
    const { endedMs, outcome, driver } = life
    if (endedMs === undefined || endedMs < fromMs || endedMs >= toMs) continue
    const isDone = outcome === 'completed'
    if (driver)
      add(driver, life.told.currency, {
        hauls: isDone ? 1 : 0,
        cancelled: outcome === 'cancelled' ? 1 : 0,
        distanceM: isDone ? life.told.distanceM : 0,
        revenue: isDone ? life.told.priceMinor : 0,
        haulS: seconds(endedMs - (life.boundMs as number)),
      })
    const taken = life.told.offers.filter(({ outcome }) => outcome === 'accepted')
    for (const offer of life.told.offers)
      add(offer.driver, life.told.currency, {
        offersDecided: 1,
        // Whoever was followed by another driver had dropped out.
        handBacks: taken.indexOf(offer) >= 0 && taken.indexOf(offer) < life.drops ? 1 : 0,
      })
  }
  return rows
}
