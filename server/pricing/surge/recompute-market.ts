import { type PublishedCell, SURGE_DECIDERS } from '../../../db/schema/surge.ts'
import { UNCAPPED } from '../../zones/cap-cells.ts'
import {
  computeSurge,
  NO_SURGE_PERMILLE,
  type SurgeInput,
  type SurgeState,
  type SurgeStep,
} from './compute-surge.ts'
import type { MarketSurge, ParametersVersion, SurgeControl, SurgeSettings } from './market-surge.ts'

type InForce = { multiplierPermille: number; inputs: { decidedBy: string } }
export type Recomputed = { live: SurgeStep; shadow: SurgeStep | null; cells: PublishedCell[] }

/** The next step of a market, live and beside it in the shadow, and the cells that there is something to tell of. */
export function recomputeMarket(
  surge: MarketSurge,
  { live, shadow, control }: SurgeSettings,
  supplyOf: ReadonlyMap<string, number>,
  nowMs: number,
  zoneCapsPermille: Int32Array | null = null,
): Recomputed {
  const { grid } = surge
  const supply = Float64Array.from(grid.cells, (cell) => supplyOf.get(cell) ?? 0)
  const inputOf = ({ parameters }: ParametersVersion, previous: SurgeState): SurgeInput => ({
    previous,
    demand: surge.window.weigh(nowMs, parameters, grid.placeOf),
    supply,
    neighbours: grid.neighbours(parameters.rings),
    zoneCapsPermille,
  })
  const input = inputOf(live, surge.live)
  const step = computeSurge(live.parameters, input, control?.kind === 'freeze')
  const beside = shadow && computeSurge(shadow.parameters, inputOf(shadow, surge.shadow))
  const cells: PublishedCell[] = []
  for (const [place, cell] of grid.cells.entries()) {
    if (!isStirring(input, step, place) && !(beside && isRaised(beside, place))) continue
    const told = explain(cell, place, input, step, live.version)
    if (beside) {
      told.shadowPermille = beside.publishedPermille[place] as number
      told.shadowSmoothedPermille = beside.smoothedPermille[place] as number
    }
    cells.push(told)
  }
  if (control?.kind === 'override') cells.unshift(override(surge, control, input, live.version))
  return { live: step, shadow: beside, cells }
}

/** What a publication says that quotes go by: under an override its multiplier alone, else every cell that is raised. */
export function cellsInForce<Cell extends InForce>(cells: readonly Cell[]): Cell[] {
  const whole = cells.filter(({ inputs }) => inputs.decidedBy === 'override')
  return (whole.length > 0 ? whole : cells).filter(
    ({ multiplierPermille }) => multiplierPermille > NO_SURGE_PERMILLE,
  )
}

const isRaised = ({ publishedPermille, smoothedPermille }: SurgeState, place: number) =>
  (publishedPermille[place] as number) > NO_SURGE_PERMILLE ||
  (smoothedPermille[place] as number) > NO_SURGE_PERMILLE

const isStirring = ({ demand, previous }: SurgeInput, step: SurgeStep, place: number) =>
  (demand[place] as number) > 0 || isRaised(step, place) || isRaised(previous, place)

function explain(
  cell: string,
  place: number,
  { demand, supply, previous, zoneCapsPermille }: SurgeInput,
  step: SurgeStep,
  parametersVersion: number,
): PublishedCell {
  const zoneCapPermille = zoneCapsPermille?.[place] ?? UNCAPPED
  return {
    cell,
    multiplierPermille: step.publishedPermille[place] as number,
    inputs: {
      demand: rounded(demand[place]),
      supply: rounded(supply[place]),
      demandNear: rounded(step.demandNear[place]),
      supplyNear: rounded(step.supplyNear[place]),
      ratio: rounded(step.ratio[place]),
      targetPermille: rounded(step.targetPermille[place]),
      // As it is: the next step goes on from it, wherever that is made.
      smoothedPermille: step.smoothedPermille[place] as number,
      previousPermille: previous.publishedPermille[place] as number,
      decidedBy: SURGE_DECIDERS[step.decidedBy[place] as number] ?? 'demand',
      parametersVersion,
      ...(zoneCapPermille < UNCAPPED && { zoneCapPermille }),
    },
  }
}

/** The one row of an override, of the market's own cell; its inputs are those of the whole market. */
function override(
  surge: MarketSurge,
  control: SurgeControl,
  { demand, supply }: SurgeInput,
  parametersVersion: number,
): PublishedCell {
  const multiplierPermille = control.multiplierPermille as number
  const [demandTotal, supplyTotal] = [total(demand), total(supply)]
  const before = surge.latest?.cells.find(({ cell }) => cell === surge.market)
  return {
    cell: surge.market,
    multiplierPermille,
    inputs: {
      demand: demandTotal,
      supply: supplyTotal,
      demandNear: demandTotal,
      supplyNear: supplyTotal,
      ratio: supplyTotal > 0 ? rounded(demandTotal / supplyTotal) : 0,
      targetPermille: multiplierPermille,
      smoothedPermille: multiplierPermille,
      previousPermille: before?.multiplierPermille ?? NO_SURGE_PERMILLE,
      decidedBy: 'override',
      parametersVersion,
    },
  }
}

const total = (amounts: Float64Array) => rounded(amounts.reduce((sum, each) => sum + each, 0))
const rounded = (value: number | undefined) => Math.round((value as number) * 1_000) / 1_000
