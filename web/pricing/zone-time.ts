/*
 * Times on the wall clock of a market, and which moments they are. A clock that goes forward skips times, one that goes back
 * has some twice; Intl knows what a clock shows at a moment, and the moment is found from that.
 */
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const YEAR_DAYS = 366

const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  formats.set(zone, made)
  return made
}

/** What the clock of a zone shows, as `2026-03-29T02:30`. */
export function wallTime(at: Date, zone: string): string {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`
}

/** How far the clock of a zone is ahead of UTC, in minutes. */
export const offsetMin = (at: Date, zone: string) =>
  Date.parse(`${wallTime(at, zone)}Z`) / MINUTE_MS - Math.floor(at.getTime() / MINUTE_MS)

/** The moments at which the clock shows this: none where it is skipped, two where it comes twice, earliest first. */
export function momentsOf(wall: string, zone: string): Date[] {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return []
  const offsets = new Set([asUtc - DAY_MS, asUtc + DAY_MS].map((ms) => offsetMin(new Date(ms), zone)))
  return [...offsets]
    .map((offset) => new Date(asUtc - offset * MINUTE_MS))
    .filter((at) => wallTime(at, zone) === wall)
    .sort((a, b) => a.getTime() - b.getTime())
}

export type ClockChange = { at: Date; beforeMin: number; afterMin: number }

/** When the clock of a zone next goes forward or back, within a year; null where it never does. */
export function nextClockChange(zone: string, from: Date): ClockChange | null {
  const beforeMin = offsetMin(from, zone)
  for (let day = 1; day <= YEAR_DAYS; day++) {
    const late = from.getTime() + day * DAY_MS
    if (offsetMin(new Date(late), zone) === beforeMin) continue
    let [low, high] = [late - DAY_MS, late]
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS
      if (offsetMin(new Date(middle), zone) === beforeMin) low = middle
      else high = middle
    }
    // Clocks change on a whole minute.
    const at = new Date(Math.floor(high / MINUTE_MS) * MINUTE_MS)
    return { at, beforeMin, afterMin: offsetMin(new Date(high), zone) }
  }
  return null
}

/** `UTC+5:30`. */
export function offsetText(minutes: number): string {
  const [sign, size] = [minutes < 0 ? '−' : '+', Math.abs(minutes)]
  const rest = size % 60
  return `UTC${sign}${Math.floor(size / 60)}${rest > 0 ? `:${String(rest).padStart(2, '0')}` : ''}`
}

/** A moment by the clock of a zone, as people write it. */
export const zonedText = (at: Date | string, timeZone: string) =>
  new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at))

/** What a change of the clock does to windows, plainly; empty where there is none within a year. */
export function clockChangeText(zone: string, from: Date): string {
  const change = nextClockChange(zone, from)
  if (!change) return 'The clock of this zone does not change within a year.'
  const hours = Math.abs(change.afterMin - change.beforeMin) / 60
  const [way, effect] =
    change.afterMin > change.beforeMin
      ? ['forward', 'windows over that hour are shorter that day']
      : ['back', 'windows over that hour are longer that day']
  const on = zonedText(change.at, zone)
  return `The clock next goes ${way} by ${hours} h on ${on}: ${effect}. Windows follow the wall clock throughout.`
}
