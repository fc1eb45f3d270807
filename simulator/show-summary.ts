import type { Percentiles, Summary } from './summarise.ts'

export type Screen = { columns: number; rows: number }
/** What the screen showed a little earlier, to tell the pace of now. */
export type Earlier = Pick<Summary, 'elapsedS' | 'counters'>

const ON_DUTY = ['to_pickup', 'loading', 'to_dropoff', 'unloading', 'cruising', 'idle', 'break', 'offline']
const UNDER_WAY = [
  'scheduled',
  'searching',
  'assigned',
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
]
const ENDED = ['completed', 'cancelled', 'unfulfilled']
const CALL_COLUMNS = 40
const LIMITED_CALLS_TOLD = 20

const whole = new Intl.NumberFormat('en')
const words = (state: string) => state.replaceAll('_', ' ')
const list = (of: Record<string, number>, order: readonly string[]) =>
  order
    .filter((name) => of[name])
    .map((name) => `${words(name)} ${whole.format(of[name] as number)}`)
    .join(' · ')
const byCount = (of: Record<string, number>) =>
  Object.entries(of)
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${whole.format(count)}`)
    .join(' · ')

/** What the person at the screen can do about what goes wrong, if anything. */
export function advise({ unservedMarkets, errors }: Summary): string {
  const markets = Object.entries(unservedMarkets).sort((a, b) => b[1] - a[1])
  if (markets.length > 0) {
    const named = markets.map(([market, wishes]) => `${market} (${whole.format(wishes)})`).join(', ')
    return `No prices here, wishes left out; add rate cards for the markets ${named}`
  }
  if ((errors.rate_limited ?? 0) > LIMITED_CALLS_TOLD)
    return 'The server limits this address: the simulation waits; set RATE_LIMIT_SCALE there for a faster start'
  if (errors.unreachable) return 'The server could not be reached at times; the simulation goes on by itself'
  return ''
}

function time(elapsedS: number): string {
  const s = Math.round(elapsedS)
  const pad = (value: number) => String(value).padStart(2, '0')
  return s < 3_600
    ? `${pad(Math.floor(s / 60))}:${pad(s % 60)}`
    : `${Math.floor(s / 3_600)}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`
}

const ms = (value: number) => (value < 10_000 ? value.toFixed(1) : `${(value / 1_000).toFixed(1)}s`)
const row = (name: string, { count, p50, p95, p99, max }: Percentiles) =>
  name.slice(0, CALL_COLUMNS).padEnd(CALL_COLUMNS) +
  [whole.format(count), ms(p50), ms(p95), ms(p99), ms(max)].map((cell) => cell.padStart(9)).join('')

/** The whole run on one screen, cut to its size: one line per row, most telling first. */
export function showScreen(summary: Summary, url: string, earlier: Earlier, screen: Screen): string[] {
  const { counters, drivers } = summary
  const total = (name: keyof typeof counters) => whole.format(counters[name] ?? 0)
  const spanS = Math.max(1, summary.elapsedS - earlier.elapsedS)
  const pace = (name: keyof typeof counters, perS: number) =>
    whole.format(Math.round((((counters[name] ?? 0) - (earlier.counters[name] ?? 0)) / spanS) * perS))
  const online = Object.entries(drivers).reduce((sum, [state, n]) => sum + (state === 'offline' ? 0 : n), 0)
  const underWay = list(summary.bookingStates, UNDER_WAY)
  const lines = [
    `Hexhaul simulation  ${url}  seed ${summary.seed}  speed ${summary.speed}  ${time(summary.elapsedS)}`,
    '',
    `Drivers     ${online} of ${summary.driversWanted} on duty · ${summary.driversConnected} connected`,
    `            ${list(drivers, ON_DUTY)}`,
    `Bookings    ${total('bookings')} made · ${pace('bookings', 60)}/min now · ${total('quotes')} quotes`,
    `            ${underWay || 'none under way'}`,
    `            ${list(summary.bookingStates, ENDED) || 'none ended yet'}`,
    `Offers      ${total('offersSeen')} seen · ${total('offersAccepted')} accepted · ${total('offersDeclined')} declined · ${total('offersIgnored')} overlooked · ${total('offersLost')} gone`,
    `Deliveries  ${total('deliveries')} · ${pace('deliveries', 60)}/min now`,
    `Positions   ${total('positionsSent')} · ${pace('positionsSent', 1)}/s now · ${total('positionsByRest')} by REST · ${total('reconnects')} reconnects`,
    '',
    `${'Latency in ms'.padEnd(CALL_COLUMNS)}${['calls', 'p50', 'p95', 'p99', 'max'].map((cell) => cell.padStart(9)).join('')}`,
  ]
  const foot = [
    '',
    `Errors      ${byCount(summary.errors) || 'none'}`,
    ...(summary.lastFailure ? [`Last        ${summary.lastFailure}`] : []),
    ...(advise(summary) ? [`Advice      ${advise(summary)}`] : []),
  ]
  const busiest = Object.entries(summary.callsMs).sort((a, b) => b[1].count - a[1].count)
  const rows = [
    row('booking → first offer', summary.bookingToOfferMs),
    ...busiest.map(([call, of]) => row(call, of)),
  ]
  const room = Math.max(1, screen.rows - 1 - lines.length - foot.length)
  return [...lines, ...rows.slice(0, room), ...foot]
    .slice(0, screen.rows - 1)
    .map((line) => line.slice(0, screen.columns - 1))
}

/** The run on one line, for logs. */
export function showLine(summary: Summary): string {
  const { counters, bookingToOfferMs } = summary
  const online = Object.entries(summary.drivers).reduce(
    (sum, [state, n]) => sum + (state === 'offline' ? 0 : n),
    0,
  )
  return [
    `${Math.round(summary.elapsedS)} s`,
    `drivers ${online}/${summary.driversWanted}`,
    `connected ${summary.driversConnected}`,
    `bookings ${counters.bookings ?? 0}`,
    `accepted ${counters.offersAccepted ?? 0}`,
    `completed ${counters.completions ?? 0}`,
    `positions ${summary.positionsPerS}/s`,
    `quote p95 ${summary.callsMs['POST /v1/quotes']?.p95 ?? 0} ms`,
    `booking→offer p95 ${bookingToOfferMs.p95} ms`,
    `errors ${byCount(summary.errors) || 'none'}`,
    advise(summary),
  ]
    .filter(Boolean)
    .join(' | ')
}
