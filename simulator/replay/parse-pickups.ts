import type { Point } from '../geo.ts'

export type Pickup = Point & { atMs: number }
export type Parsed<T> = { items: T[]; malformed: number; outlying: number }

/** `04-01-14 0:11` and `4/13/2014 0:01:00`: month, day, year, and seconds or none. */
const DATE = /^(\d{1,2})[-/](\d{1,2})[-/](\d{2}|\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/
export const OUTLIER_DEG = 1.5

/** Local wall time as milliseconds, taken as if it were UTC; NaN for anything that is not a real date. */
export function parsePickupTime(text: string): number {
  const match = DATE.exec(text.trim())
  if (!match) return Number.NaN
  const [month, day, year, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const fullYear = year < 100 ? 2_000 + year : year
  const date = new Date(Date.UTC(fullYear, month - 1, day, hour, minute, second))
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return isReal ? date.getTime() : Number.NaN
}

export function isOnEarth(lat: number, lng: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180
}

/** The middle value of each coordinate: what one stray point cannot move. */
export function medianPoint(points: readonly Point[]): Point {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  return { lat: middle(points.map((point) => point.lat)), lng: middle(points.map((point) => point.lng)) }
}

export function isOutlying(point: Point, middle: Point): boolean {
  return Math.abs(point.lat - middle.lat) > OUTLIER_DEG || Math.abs(point.lng - middle.lng) > OUTLIER_DEG
}

/** Reads `Date/Time,Lat,Lon,Base` rows into order of time; rows that cannot be read or lie far off are counted. */
export function parsePickups(csv: string): Parsed<Pickup> {
  const read: Pickup[] = []
  let malformed = 0
  for (const [i, line] of csv.split(/\r?\n/).entries()) {
    if (line.trim() === '' || (i === 0 && /date/i.test(line))) continue
    const [time = '', lat = '', lng = ''] = line.split(',').map((cell) => cell.trim().replace(/^"|"$/g, ''))
    const pickup = { atMs: parsePickupTime(time), lat: Number(lat || 'x'), lng: Number(lng || 'x') }
    if (Number.isFinite(pickup.atMs) && isOnEarth(pickup.lat, pickup.lng)) read.push(pickup)
    else malformed++
  }
  const middle = medianPoint(read)
  const items = read.filter((pickup) => !isOutlying(pickup, middle)).sort((a, b) => a.atMs - b.atMs)
  return { items, malformed, outlying: read.length - items.length }
}
