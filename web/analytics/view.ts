import { useEffect, useState } from 'react'
import { addressOf } from '../api/client.ts'
import type { VehicleClass } from '../api/types.ts'
import { navigate } from '../app/router.tsx'
import { oneOf } from '../shared/filters.tsx'
import type { Market } from '../shared/markets.tsx'
import { VEHICLE_CLASSES } from '../shared/vehicle-classes.ts'
import {
  type Bucket,
  bucketOf,
  COMPARISONS,
  type Comparison,
  type Days,
  earlierOf,
  ownDays,
  PERIODS,
  type PeriodName,
  QUARTER_MS,
  type Span,
  spanOf,
} from './period.ts'
import { dayOf } from './zone-clock.ts'

/** What the address asks to be shown. */
export type View = {
  name: PeriodName
  days: Days
  span: Span
  earlier: Span | null
  bucket: Bucket
  comparison: Comparison
  market: Market | undefined
  vehicleClass: VehicleClass | undefined
  timeZone: string
  /** Whether more is still to come. */
  isRunning: boolean
}

const RUNNING_AGAIN_MS = 30_000
/** Figures of a period that is not over change by themselves. */
export const againMs = ({ isRunning }: View) => (isRunning ? RUNNING_AGAIN_MS : (false as const))

const quarterNow = () => Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS

/** When the quarter of an hour began that is on; the component is drawn again with each. */
export function useQuarterMs(): number {
  const [quarterMs, setQuarterMs] = useState(quarterNow)
  useEffect(() => {
    const timer = setTimeout(() => setQuarterMs(quarterNow()), quarterMs + QUARTER_MS - Date.now())
    return () => clearTimeout(timer)
  }, [quarterMs])
  return quarterMs
}

/** The zone of the market, or of all of them where they share one; else that of the browser. */
function zoneOf(market: Market | undefined, markets: readonly Market[]): string {
  const zones = new Set(markets.map(({ timeZone }) => timeZone))
  if (market) return market.timeZone
  const [only] = zones
  return only && zones.size === 1 ? only : Intl.DateTimeFormat().resolvedOptions().timeZone
}

export const periodName = (query: URLSearchParams): PeriodName =>
  oneOf(PERIODS, query.get('period')) ?? 'today'

export function readView(query: URLSearchParams, markets: readonly Market[], nowMs: number): View {
  const market = markets.find((each) => each.market === query.get('market'))
  const timeZone = zoneOf(market, markets)
  const name = periodName(query)
  const comparison = oneOf(COMPARISONS, query.get('compare')) ?? 'before'
  const days = ownDays({ from: query.get('from'), to: query.get('to') }, { nowMs, timeZone })
  const span = spanOf(name, { nowMs, timeZone, days })
  return {
    name,
    days,
    span,
    earlier: earlierOf(span, { name, comparison, timeZone }),
    bucket: bucketOf(span),
    comparison,
    market,
    vehicleClass: oneOf(VEHICLE_CLASSES, query.get('vehicleClass')),
    timeZone,
    isRunning: span.toMs > nowMs,
  }
}

/** A period as the API is asked for it. */
export const periodQuery = ({ fromMs, toMs }: Span) => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
})

/** The filters as the API is asked for them. */
export const filterQuery = ({ market, vehicleClass }: View) => ({
  ...(market && { market: market.market }),
  ...(vehicleClass && { vehicleClass }),
})

/** The address with some of its words changed; `undefined` takes one out. */
export function addressWith(changes: Record<string, string | undefined>): string {
  const now = Object.fromEntries(new URLSearchParams(location.search))
  return addressOf('/analytics', {}, { ...now, ...changes })
}

export const change = (changes: Record<string, string | undefined>) =>
  navigate(addressWith(changes), { isReplacing: true })

/** For a file: what is in it, and of which days. */
export const fileName = (what: string, { span, timeZone }: View) =>
  `${what}-${dayOf(span.fromMs, timeZone)}-to-${dayOf(span.toMs - 1, timeZone)}.csv`
