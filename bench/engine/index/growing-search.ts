import { K } from './contender.ts'
import type { Questions } from './draw-fleet.ts'

const GLOBE_M = 20_037_509
const GROWTH = 2
/** A question begins with this share of what the last ones needed: few have to be asked twice, none sees too many. */
const START_SHARE = 1.4
const LEARNING = 0.05

/** The distances of those within `radiusM` of question `i`, nearest first, K of them at the most. */
export type AskWithin = (asked: readonly { i: number; radiusM: number }[]) => Promise<number[][]>

/**
 * The nearest K from an engine that only answers who is within a radius. An answer of K is exact, as all of them are within;
 * one of fewer is asked again with a radius that has grown, until it covers the globe.
 */
export class GrowingSearch {
  private readonly radiusM: number[] = []
  private readonly askWithin: AskWithin

  constructor(askWithin: AskWithin) {
    this.askWithin = askWithin
  }

  async nearest({ vehicleClass }: Questions, from: number, to: number, found?: number[][]): Promise<void> {
    const answers: number[][] = []
    let open: { i: number; radiusM: number }[] = []
    for (let i = from; i < to; i++)
      open.push({ i, radiusM: this.radiusM[vehicleClass[i] as number] ?? 1_000 })
    while (open.length > 0) {
      const near = await this.askWithin(open)
      const again: typeof open = []
      for (const [at, { i, radiusM }] of open.entries()) {
        const distances = near[at] as number[]
        if (distances.length < K && radiusM < GLOBE_M) {
          again.push({ i, radiusM: Math.min(GLOBE_M, radiusM * GROWTH) })
          continue
        }
        answers[i - from] = distances
        this.learn(vehicleClass[i] as number, distances[K - 1] ?? radiusM)
      }
      open = again
    }
    found?.push(...answers)
  }

  private learn(vehicleClass: number, neededM: number): void {
    const before = this.radiusM[vehicleClass] ?? neededM * START_SHARE
    this.radiusM[vehicleClass] = before + LEARNING * (neededM * START_SHARE - before)
  }
}
