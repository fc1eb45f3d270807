import { gridDisk, latLngToCell } from 'h3-js'
import { atRest, computeSurge, type SurgeState } from '../../../server/pricing/surge/compute-surge.ts'
import { layOutNeighbours } from '../../../server/pricing/surge/neighbour-lists.ts'
import { BUILT_IN_PARAMETERS } from '../../../server/pricing/surge/surge-parameters.ts'
import { createRandom, type Random } from '../../../simulator/random.ts'

export const PUBLISHED_EVERY_S = 10
const MINUTES = 60
/** When what happens begins and ends, in minutes. */
export const FROM_MINUTE = 15
const RINGS = 6
const CENTRE = latLngToCell(40.74, -73.98, 8)
/** New customers a minute and free drivers, per cell; without anything else that is no surge. */
const CUSTOMERS_PER_MINUTE = 0.25
const DRIVERS = 1.5

export type Scenario = {
  name: 'step' | 'spike' | 'noise'
  /** Until which minute demand is so many times what it is otherwise, in every cell. */
  untilMinute: number
  times: number
}
export const SCENARIOS: readonly Scenario[] = [
  { name: 'step', untilMinute: 40, times: 6 },
  { name: 'spike', untilMinute: 16, times: 12 },
  { name: 'noise', untilMinute: FROM_MINUTE, times: 1 },
]

/** What one cell in the middle wanted and got at each publication, in thousandths. */
export type Course = {
  name: Scenario['name']
  minutes: number[]
  targetPermille: number[]
  publishedPermille: number[]
}

/** An hour of publications over a patch of a city; customers come at random, and as the window weighs them they fade. */
export function simulateSurge({ name, untilMinute, times }: Scenario, seed: number): Course {
  const rule = BUILT_IN_PARAMETERS
  const random = createRandom(seed, name)
  const cells = gridDisk(CENTRE, RINGS)
  const neighbours = layOutNeighbours(cells, rule.rings)
  const middle = cells.indexOf(CENTRE)
  const fading = 2 ** (-PUBLISHED_EVERY_S / rule.halfLifeS)
  const demand = new Float64Array(cells.length).fill(
    (CUSTOMERS_PER_MINUTE * PUBLISHED_EVERY_S) / 60 / (1 - fading),
  )
  const supply = Float64Array.from(cells, () => poisson(random, DRIVERS))
  const course: Course = { name, minutes: [], targetPermille: [], publishedPermille: [] }
  let previous: SurgeState = atRest(cells.length)
  for (let atS = 0; atS < MINUTES * 60; atS += PUBLISHED_EVERY_S) {
    const minute = atS / 60
    const isOn = minute >= FROM_MINUTE && minute < untilMinute
    const mean = ((CUSTOMERS_PER_MINUTE * PUBLISHED_EVERY_S) / 60) * (isOn ? times : 1)
    for (let cell = 0; cell < cells.length; cell++) {
      demand[cell] = (demand[cell] as number) * fading + poisson(random, mean)
      // Some drivers come or go between two publications.
      if (random.chance(0.1)) supply[cell] = poisson(random, DRIVERS)
    }
    const step = computeSurge(rule, { previous, demand, supply, neighbours })
    course.minutes.push(minute)
    course.targetPermille.push(step.targetPermille[middle] as number)
    course.publishedPermille.push(step.publishedPermille[middle] as number)
    previous = step
  }
  return course
}

/** By Knuth's product of chances, which small means are quick with. */
function poisson(random: Random, mean: number): number {
  const least = Math.exp(-mean)
  let count = 0
  for (let chance = random.next(); chance > least; chance *= random.next()) count++
  return count
}
