import type { Summary } from './summarise.ts'

const CLEAR = '\u001b[H\u001b[J'
const pairs = (of: Record<string, number>) =>
  Object.entries(of)
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(' · ') || 'none yet'

function advice(summary: Summary): string {
  const noPrices = Object.keys(summary.errors).find((code) => /rate_card|market|not_served/.test(code))
  return noPrices
    ? `The server has no prices for this place (${noPrices}): add rate cards for its market, then run again.`
    : ''
}

/** The whole run on one screen. */
export function showScreen(summary: Summary, url: string): string {
  const { counters, latenciesMs: ms } = summary
  const lines = [
    `Hexhaul simulation · ${url} · seed ${summary.seed} · ${Math.round(summary.elapsedS)} s`,
    '',
    `Drivers     ${pairs(summary.drivers)} · wanted ${summary.driversWanted}`,
    `Bookings    ${pairs(summary.bookingStates)}`,
    `Offers      seen ${counters.offersSeen ?? 0} · accepted ${counters.offersAccepted ?? 0} · declined ${counters.offersDeclined ?? 0} · lost ${counters.offersLost ?? 0}`,
    `Deliveries  ${counters.deliveries ?? 0} · ${summary.deliveriesPerMinute}/min`,
    `Positions   ${counters.positionsSent ?? 0} · ${summary.positionsPerS}/s`,
    '',
    `Quote            p50 ${ms.quote.p50} ms · p95 ${ms.quote.p95} ms · p99 ${ms.quote.p99} ms`,
    `Booking → offer  p50 ${ms.bookingToOffer.p50} ms · p95 ${ms.bookingToOffer.p95} ms`,
    '',
    `Errors      ${pairs(summary.errors)}`,
    summary.lastFailure ? `Last        ${summary.lastFailure.slice(0, 160)}` : '',
    advice(summary),
  ]
  return CLEAR + lines.join('\n')
}

/** The run on one line, for logs. */
export function showLine(summary: Summary): string {
  const online = Object.values(summary.drivers).reduce((sum, count) => sum + count, 0)
  const { counters, latenciesMs } = summary
  return [
    `${Math.round(summary.elapsedS)} s`,
    `drivers ${online}/${summary.driversWanted}`,
    `bookings ${counters.bookings ?? 0}`,
    `accepted ${counters.offersAccepted ?? 0}`,
    `delivered ${counters.deliveries ?? 0}`,
    `positions ${summary.positionsPerS}/s`,
    `booking→offer p95 ${latenciesMs.bookingToOffer.p95} ms`,
    `errors ${pairs(summary.errors)}`,
    advice(summary),
  ]
    .filter(Boolean)
    .join(' | ')
}
