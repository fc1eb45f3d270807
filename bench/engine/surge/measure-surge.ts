/* How long one step over a large market takes, and how calm the multipliers are that come of it. */
import { gridDisk, latLngToCell } from 'h3-js'
import { atRest, computeSurge, type SurgeState } from '../../../server/pricing/surge/compute-surge.ts'
import { layOutNeighbours } from '../../../server/pricing/surge/neighbour-lists.ts'
import { BUILT_IN_PARAMETERS } from '../../../server/pricing/surge/surge-parameters.ts'
import { createRandom } from '../../../simulator/random.ts'
import { median } from '../../report.ts'
import { type Course, FROM_MINUTE, PUBLISHED_EVERY_S, SCENARIOS, simulateSurge } from './simulate-surge.ts'

export type SurgeSize = { cells: number; rounds: number }
export type SurgeRow = {
  name: string
  highestPermille: number
  /** From the beginning until the published multiplier is at nine tenths of its highest rise. */
  riseS: number
  /** How far above the highest target it ever was: a controller that overshoots does that. */
  overshootPermille: number
  changes: number
  /** How often it turned from rising to falling or back. */
  turns: number
  /** How much less it moves up and down, all in all, than its target does. */
  calm: number
}

/** The median milliseconds of a step over so many cells. */
export function measureRecompute({ cells: count, rounds }: SurgeSize): number {
  const rings = Math.ceil(Math.sqrt(count / 3))
  const cells = gridDisk(latLngToCell(40.74, -73.98, 8), rings).slice(0, count)
  const neighbours = layOutNeighbours(cells, BUILT_IN_PARAMETERS.rings)
  const random = createRandom(count, 'surge')
  const demand = Float64Array.from(cells, () => random.below(8))
  const supply = Float64Array.from(cells, () => random.below(6))
  let previous: SurgeState = atRest(cells.length)
  const times = Array.from({ length: rounds }, () => {
    const startMs = performance.now()
    previous = computeSurge(BUILT_IN_PARAMETERS, { previous, demand, supply, neighbours })
    return performance.now() - startMs
  })
  return median(times)
}

export const simulateAll = (): Course[] => SCENARIOS.map((scenario) => simulateSurge(scenario, 1))

export function summariseCourse({ name, minutes, targetPermille, publishedPermille }: Course): SurgeRow {
  const highest = Math.max(...publishedPermille)
  const nearly = 1_000 + 0.9 * (highest - 1_000)
  const risen = publishedPermille.findIndex(
    (published, i) => (minutes[i] as number) >= FROM_MINUTE && published >= nearly,
  )
  const steps = differences(publishedPermille).filter((step) => step !== 0)
  return {
    name,
    highestPermille: highest,
    riseS: highest === 1_000 ? 0 : risen * PUBLISHED_EVERY_S - FROM_MINUTE * 60,
    overshootPermille: Math.max(0, highest - Math.max(...targetPermille)),
    changes: steps.length,
    turns: steps.filter((step, i) => i > 0 && Math.sign(step) !== Math.sign(steps[i - 1] as number)).length,
    calm: travel(targetPermille) / Math.max(1, travel(publishedPermille)),
  }
}

const differences = (values: readonly number[]) =>
  values.slice(1).map((value, i) => value - (values[i] as number))
const travel = (values: readonly number[]) =>
  differences(values).reduce((sum, step) => sum + Math.abs(step), 0)
