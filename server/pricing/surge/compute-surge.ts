/*
 * How the multipliers of a market's cells follow its demand and supply: one step, on typed arrays, without I/O.
 *
 * Per cell i, with rings of neighbours k = 0 … K (the cell itself is ring 0), in this order:
 *   near     D = Σₖ shareᵏ · Σ demand of ring k, and S likewise of supply: a kernel on the hexagon grid. Customers and
 *            drivers cross the borders of cells, those further away count less.
 *   ratio    r = (D + priorDemand) / (S + priorSupply): shrinks the noise of small counts, as pseudo-counts do.
 *   target   t = 1000 + perDoubling · max(0, log₂ r), at most the cap: each doubling of the ratio adds the same, so that
 *            the target answers to proportions, not to the size of a city.
 *   smooth   s ← s + smoothing · (t − s), an exponential moving average (Brown, "Smoothing, Forecasting and Prediction",
 *            1963), between 1000 and the cap.
 *   publish  p ← round(s) if that is a change of at least the hysteresis (a Schmitt trigger), or the way home to 1000;
 *            by at most stepMax per publication; p ≤ cap whatever was published before.
 * The cap is that of the rule, or of the zones that a cell touches where theirs is lower; zones hold even what is frozen.
 * That price should follow the ratio of demand to supply of hexagons and their neighbours is how ride hailing does it; why
 * it must not do so abruptly: Castillo, Knoepfle and Weyl, "Surge pricing solves the wild goose chase", EC 2017.
 *
 * Bounds: 1000 ≤ p ≤ cap; |p − previous| ≤ stepMax unless the cap fell below; p never falls when demand grows, and never
 * rises when supply does; with constant input it comes to rest within the hysteresis of the target, and exactly at 1000
 * where the target is that. The sums of a ring go by its slots, so that the order of the cells changes nothing.
 * O(cells · neighbours); it allocates its answer and nothing else.
 */
import { SURGE_DECIDERS, type SurgeParameters } from '../../../db/schema/surge.ts'

export const NO_SURGE_PERMILLE = 1_000
/** A cell that is so near to no surge, with nothing that pulls it up, is there. */
const AT_REST_PERMILLE = 0.5

/** What a step needs of the step before it; all cells at 1,000 is where a market begins. */
export type SurgeState = { smoothedPermille: Float64Array; publishedPermille: Int32Array }

export type SurgeInput = {
  previous: SurgeState
  /** Of each cell: customers, weighted by age, and free drivers. */
  demand: Float64Array
  supply: Float64Array
  /** For each cell `cellsOfDisk(rings)` places: itself, then ring by ring; -1 where there is no such cell. */
  neighbours: Int32Array
  /** Of each cell: what zones let it be at most, in thousandths; null where none says so. */
  zoneCapsPermille?: Int32Array | null
}

export type SurgeStep = SurgeState & {
  demandNear: Float64Array
  supplyNear: Float64Array
  ratio: Float64Array
  targetPermille: Float64Array
  /** What had the last word on each cell, as its place in `SURGE_DECIDERS`. */
  decidedBy: Uint8Array
}

/** The parameters that a step goes by; those of the window and of reports are none of its business. */
export type SurgeRule = Omit<SurgeParameters, 'windowS' | 'halfLifeS' | 'elasticity'>

const [BY_DEMAND, BY_HYSTERESIS, BY_STEP, BY_CAP, BY_FREEZE, , BY_ZONE_CAP] = SURGE_DECIDERS.keys()

/** How many cells are within so many rings of one, itself included. */
export const cellsOfDisk = (rings: number) => 1 + 3 * rings * (rings + 1)

export const atRest = (cellCount: number): SurgeState => ({
  smoothedPermille: new Float64Array(cellCount).fill(NO_SURGE_PERMILLE),
  publishedPermille: new Int32Array(cellCount).fill(NO_SURGE_PERMILLE),
})

/**
 * The next multipliers of all cells, in thousandths, and what led to them. While frozen, what was published stays and what
 * is smoothed goes on, so that the end of a freeze is followed step by step. Changes none of its arguments.
 */
export function computeSurge(rule: SurgeRule, input: SurgeInput, isFrozen = false): SurgeStep {
  const cellCount = input.demand.length
  const step: SurgeStep = {
    demandNear: new Float64Array(cellCount),
    supplyNear: new Float64Array(cellCount),
    ratio: new Float64Array(cellCount),
    targetPermille: new Float64Array(cellCount),
    smoothedPermille: new Float64Array(cellCount),
    publishedPermille: new Int32Array(cellCount),
    decidedBy: new Uint8Array(cellCount),
  }
  sumNear(rule, input, step)
  followTargets(rule, input, step)
  publish(rule, input, step, isFrozen)
  return step
}

function sumNear(
  { rings, ringShare }: SurgeRule,
  { demand, supply, neighbours }: SurgeInput,
  { demandNear, supplyNear }: SurgeStep,
): void {
  let slot = 0
  for (let cell = 0; cell < demand.length; cell++) {
    let demandSum = demand[cell] as number
    let supplySum = supply[cell] as number
    let weight = 1
    slot++
    for (let ring = 1; ring <= rings; ring++) {
      weight *= ringShare
      let demandOfRing = 0
      let supplyOfRing = 0
      for (const end = slot + 6 * ring; slot < end; slot++) {
        const neighbour = neighbours[slot] as number
        if (neighbour < 0) continue
        demandOfRing += demand[neighbour] as number
        supplyOfRing += supply[neighbour] as number
      }
      demandSum += weight * demandOfRing
      supplySum += weight * supplyOfRing
    }
    demandNear[cell] = demandSum
    supplyNear[cell] = supplySum
  }
}

function followTargets(rule: SurgeRule, { previous, zoneCapsPermille }: SurgeInput, step: SurgeStep): void {
  const { priorDemand, priorSupply, permillePerDoubling, smoothing } = rule
  const before = previous.smoothedPermille
  const { demandNear, supplyNear, ratio, targetPermille, smoothedPermille } = step
  for (let cell = 0; cell < before.length; cell++) {
    const pull = ((demandNear[cell] as number) + priorDemand) / ((supplyNear[cell] as number) + priorSupply)
    const target = pull > 1 ? NO_SURGE_PERMILLE + permillePerDoubling * Math.log2(pull) : NO_SURGE_PERMILLE
    const capPermille = Math.min(rule.capPermille, zoneCapsPermille?.[cell] ?? rule.capPermille)
    const capped = Math.min(target, capPermille)
    const from = Math.min(before[cell] as number, capPermille)
    const smoothed = from + smoothing * (capped - from)
    const isHome = capped === NO_SURGE_PERMILLE && smoothed < NO_SURGE_PERMILLE + AT_REST_PERMILLE
    ratio[cell] = pull
    targetPermille[cell] = capped
    smoothedPermille[cell] = isHome ? NO_SURGE_PERMILLE : smoothed
  }
}

function publish(
  rule: SurgeRule,
  { previous, zoneCapsPermille }: SurgeInput,
  step: SurgeStep,
  isFrozen: boolean,
): void {
  const { stepMaxPermille, hysteresisPermille } = rule
  const before = previous.publishedPermille
  const { smoothedPermille, targetPermille, publishedPermille, decidedBy } = step
  for (let cell = 0; cell < before.length; cell++) {
    const held = before[cell] as number
    const zoneCap = zoneCapsPermille?.[cell] ?? rule.capPermille
    if (isFrozen) {
      const isAbove = zoneCapsPermille != null && held > zoneCap
      publishedPermille[cell] = isAbove ? zoneCap : held
      decidedBy[cell] = (isAbove ? BY_ZONE_CAP : BY_FREEZE) as number
      continue
    }
    const capPermille = Math.min(rule.capPermille, zoneCap)
    const byCap = zoneCap < rule.capPermille ? BY_ZONE_CAP : BY_CAP
    const wanted = Math.round(smoothedPermille[cell] as number)
    let next = wanted
    let decider = (targetPermille[cell] as number) >= capPermille ? byCap : BY_DEMAND
    if (Math.abs(wanted - held) < hysteresisPermille && wanted !== NO_SURGE_PERMILLE && wanted !== held) {
      next = held
      decider = BY_HYSTERESIS
    } else if (Math.abs(wanted - held) > stepMaxPermille) {
      next = wanted > held ? held + stepMaxPermille : held - stepMaxPermille
      decider = BY_STEP
    }
    if (next > capPermille) {
      next = capPermille
      decider = byCap
    }
    publishedPermille[cell] = next
    decidedBy[cell] = decider as number
  }
}
