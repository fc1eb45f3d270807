import type { ReplayPath } from '../api/types.ts'

/** As the API documents them. */
const DEGREE_PARTS = 100_000
const GAP_S = 60
/** Whoever is not heard for so long is off duty by then. */
const GONE_AFTER_S = 300
/** About five metres: who moved less stands, and looks where they looked. */
const STANDING_DEG = 0.00005
const RAD = Math.PI / 180

type Place = { lat: number; lng: number }
type Duty = { status: 'available' | 'paused'; fromS: number; toS: number }
/** A driver's way through a part of the hour, in seconds of the hour. */
export type Track = Pick<ReplayPath, 'id' | 'name' | 'vehicleClass'> & {
  duty: readonly Duty[]
  times: readonly number[]
  places: readonly Place[]
  /** In which direction they left each place; null before they moved. */
  headings: readonly (number | null)[]
}
/** What holds at a moment: the way between two reports, or standing at the last one before a gap. */
export type Stretch = {
  index: number
  from: Place
  to: Place
  startS: number
  durationS: number
  seenS: number
}

/** The way that a path packs; the path counts its time from `fromS`, the hour begins at `hourMs`. */
export function trackOf({ path, duty, ...driver }: ReplayPath, fromS: number, hourMs: number): Track {
  const times: number[] = []
  const places: Place[] = []
  let [ds, lat, lng] = [0, 0, 0]
  for (let i = 0; i + 2 < path.length; i += 3) {
    ds += path[i] as number
    lat += path[i + 1] as number
    lng += path[i + 2] as number
    times.push(fromS + ds / 10)
    places.push({ lat: lat / DEGREE_PARTS, lng: lng / DEGREE_PARTS })
  }
  const secondOf = (iso: string) => (Date.parse(iso) - hourMs) / 1_000
  return {
    ...driver,
    ...{ times, places, headings: headingsOf(places) },
    duty: duty.map(({ status, from, to }) => ({
      status,
      fromS: secondOf(from),
      toS: to === null ? Number.POSITIVE_INFINITY : secondOf(to),
    })),
  }
}

function headingsOf(places: readonly Place[]): (number | null)[] {
  let last: number | null = null
  return places.map((from, i) => {
    const to = places[i + 1]
    if (!to) return last
    const north = to.lat - from.lat
    const east = (to.lng - from.lng) * Math.cos(from.lat * RAD)
    if (Math.hypot(north, east) > STANDING_DEG) last = (Math.atan2(east, north) / RAD + 360) % 360
    return last
  })
}

/** Where a driver is on their way at a second of the hour; null before they were heard, and long after. */
export function stretchAt({ times, places }: Track, atS: number): Stretch | null {
  const index = lastUntil(times, atS)
  const from = places[index]
  const startS = times[index]
  if (!from || startS === undefined) return null
  const endS = times[index + 1] ?? Number.POSITIVE_INFINITY
  if (endS - startS <= GAP_S)
    return { index, from, to: places[index + 1] ?? from, startS, durationS: endS - startS, seenS: endS }
  return atS - startS > GONE_AFTER_S ? null : { index, from, to: from, startS, durationS: 0, seenS: startS }
}

export const placeAt = ({ from, to, startS, durationS }: Stretch, atS: number): Place => {
  const share = durationS > 0 ? (atS - startS) / durationS : 0
  return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share }
}

export const dutyAt = ({ duty }: Track, atS: number): Duty['status'] | null =>
  duty.find(({ fromS, toS }) => fromS <= atS && atS < toS)?.status ?? null

/** The place of the last of ascending numbers that is not above `limit`; -1 where all are. */
export function lastUntil(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Stretches of `[fromS, toS)` in which nobody at all was heard for longer than a gap. */
export function silencesOf(tracks: readonly Track[], fromS: number, toS: number): [number, number][] {
  const heard = tracks
    .flatMap(({ times }) => times.filter((s) => s >= fromS && s <= toS))
    .sort((a, b) => a - b)
  const silences: [number, number][] = []
  let last = fromS
  for (const s of [...heard, toS]) {
    if (s - last > GAP_S) silences.push([last, s])
    last = s
  }
  return silences
}
