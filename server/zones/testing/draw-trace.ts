import { RAD } from '../../tracking/geo.ts'
import type { Fix } from '../geofence/weigh-fix.ts'

const M_PER_DEG = 111_195
/** The error along each axis of a receiver whose circle of accuracy holds 68 of 100 fixes. */
const SIGMA_PER_ACCURACY = 0.66

type Place = { lat: number; lng: number }

/** A place so many metres to the east and north of another. */
export const moved = ({ lat, lng }: Place, eastM: number, northM: number): Place => ({
  lat: lat + northM / M_PER_DEG,
  lng: lng + eastM / (M_PER_DEG * Math.cos(lat * RAD)),
})

/** What a receiver reports of a drive east on a line, `fromM` to `toM` from a place, with errors as large as it claims. */
export function drawTrace(
  place: Place,
  {
    fromM,
    toM,
    speedMps,
    everyMs,
    startMs,
    accuracyM,
    numbers,
  }: {
    fromM: number
    toM: number
    speedMps: number
    everyMs: number
    startMs: number
    accuracyM: number
    numbers: () => number
  },
): Fix[] {
  const count = Math.ceil((Math.abs(toM - fromM) / speedMps) * (1_000 / everyMs)) + 1
  return Array.from({ length: count }, (_, i) => {
    const eastM = fromM + Math.sign(toM - fromM) * speedMps * ((i * everyMs) / 1_000)
    const [east, north] = gaussPair(numbers).map((error) => error * SIGMA_PER_ACCURACY * accuracyM)
    return { ...moved(place, eastM + east!, north!), recordedAtMs: startMs + i * everyMs, accuracyM }
  })
}

/** Two independent normal numbers (Box and Muller, 1958). */
function gaussPair(numbers: () => number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - numbers()))
  const angle = 2 * Math.PI * numbers()
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}
