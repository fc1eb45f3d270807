/*
 * What dispatching is good for: how long customers wait until their driver is at the pickup. Fleets of four sizes serve the
 * same bookings under each dispatcher; the sizes are found once, as those under which a greedy dispatcher keeps so many busy.
 */
import { meanOf, say } from '../../report.ts'
import type { Places } from '../read-pickups.ts'
import { DISPATCHERS, GREEDY, type NamedDispatcher } from './dispatchers.ts'
import { type Day, drawDay, flatten, type Plane } from './draw-day.ts'
import { City, simulateDay } from './simulate-day.ts'

export type QualitySize = { levels: number[]; seeds: number[]; bookings: number }
type Measured = {
  meanWaitS: number
  p95WaitS: number
  approachM: number
  completedShare: number
  busyShare: number
  /** Of an hour on duty, and how it differs between drivers. */
  idleMinutes: number
  idleSpreadMinutes: number
}
export type QualityRow = Measured & {
  level: number
  drivers: number
  name: string
  /** Against the better of the greedy ones on this level. */
  waitChange: number
}

/** The file has so many a minute, over the whole of its month. */
const PER_MINUTE = 2.3
const FLEET_MAX = 1_024

export function measureQuality(pickups: Places, { levels, seeds, bookings }: QualitySize): QualityRow[] {
  const plane = flatten(pickups)
  const days = seeds.map((seed) => ({
    seed,
    day: drawDay(plane, { seed, count: bookings, perMinute: PER_MINUTE }),
  }))
  return levels.flatMap((level) => {
    const drivers = findFleet(plane, days, level)
    say(`${level * 100} % busy: ${drivers} drivers`)
    const measured = DISPATCHERS.map((dispatcher) => ({
      name: dispatcher.name,
      ...measureDays(plane, days, drivers, dispatcher),
    }))
    const greedyS = Math.min(...measured.slice(0, GREEDY.length).map(({ meanWaitS }) => meanWaitS))
    return measured.map((row) => ({ level, drivers, ...row, waitChange: row.meanWaitS / greedyS - 1 }))
  })
}

type Seeded = { seed: number; day: Day }

/** The fleet of which the first greedy dispatcher keeps a share busy that is nearest above the level. */
function findFleet(plane: Plane, days: readonly Seeded[], level: number): number {
  let low = 1
  let high = FLEET_MAX
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (measureDays(plane, days, middle, GREEDY[0] as NamedDispatcher).busyShare >= level) low = middle
    else high = middle - 1
  }
  return low
}

/** The mean over the days of each figure. */
function measureDays(
  plane: Plane,
  days: readonly Seeded[],
  drivers: number,
  { create }: NamedDispatcher,
): Measured {
  const measured = days.map(({ seed, day }) => {
    const city = new City(day, plane, drivers, seed)
    simulateDay(city, create(city))
    return summarise(city)
  })
  const first = measured[0] as Measured
  const mean = (name: keyof Measured) => meanOf(measured.map((one) => one[name]))
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, mean(name as keyof Measured)]),
  ) as Measured
}

function summarise(city: City): Measured {
  const { day, firstMeasured } = city
  const booked = Array.from({ length: day.count - firstMeasured }, (_, i) => firstMeasured + i)
  const served = booked.filter((booking) => !Number.isNaN(city.waitS[booking]))
  const waitS = served.map((booking) => city.waitS[booking] as number).sort((a, b) => a - b)
  const idleShares = [...city.idleS].map((idledS) => idledS / city.measuredS)
  const idleShare = meanOf(idleShares)
  return {
    meanWaitS: meanOf(waitS),
    p95WaitS: waitS[Math.floor(waitS.length * 0.95)] as number,
    approachM: meanOf(served.map((booking) => city.approachM[booking] as number)),
    completedShare: served.length / booked.length,
    busyShare: 1 - idleShare,
    idleMinutes: 60 * idleShare,
    idleSpreadMinutes: 60 * Math.sqrt(meanOf(idleShares.map((share) => (share - idleShare) ** 2))),
  }
}
