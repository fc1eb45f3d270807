import type { surgeControls, surgePublications } from '../../../db/schema/index.ts'
import type { SurgeParameters } from '../../../db/schema/surge.ts'
import { atRest, type SurgeState } from './compute-surge.ts'
import { DemandWindow } from './demand-window.ts'
import { layOutNeighbours, surgeCellsOf } from './neighbour-lists.ts'

export type SurgeControl = typeof surgeControls.$inferSelect
export type SurgePublication = typeof surgePublications.$inferSelect
export type ParametersVersion = { version: number; parameters: SurgeParameters }
/** What a market's surge goes by now; a shadow set and an operator's hand are not always there. */
export type SurgeSettings = {
  live: ParametersVersion
  shadow: ParametersVersion | null
  control: SurgeControl | null
}

/** The cells of a market at their places, with the lists of neighbours that were asked for; computed once and kept. */
export class SurgeGrid {
  readonly cells: readonly string[]
  readonly placeOf: ReadonlyMap<string, number>
  private readonly neighboursByRings = new Map<number, Int32Array>()

  constructor(market: string) {
    this.cells = surgeCellsOf(market)
    this.placeOf = new Map(this.cells.map((cell, place) => [cell, place]))
  }

  neighbours(rings: number): Int32Array {
    const kept = this.neighboursByRings.get(rings) ?? layOutNeighbours(this.cells, rings)
    this.neighboursByRings.set(rings, kept)
    return kept
  }
}

/** What the worker keeps of a market that it owns: its window of demand, and how far its multipliers have come. */
export class MarketSurge {
  readonly market: string
  readonly grid: SurgeGrid
  readonly window = new DemandWindow()
  live: SurgeState
  shadow: SurgeState
  /** The publication that the next one follows; null before the first. */
  latest: Pick<SurgePublication, 'id' | 'cells'> | null = null
  hasBegun = false
  recountedAtMs = Number.NEGATIVE_INFINITY

  constructor(market: string, grid: SurgeGrid) {
    this.market = market
    this.grid = grid
    this.live = atRest(grid.cells.length)
    this.shadow = atRest(grid.cells.length)
  }

  /** Goes on from a publication, or from rest where it is none, or one too old to hold. */
  continueFrom(latest: SurgePublication | null, holdsAfter: Date): void {
    this.latest = latest
    this.hasBegun = true
    if (!latest || latest.publishedAt <= holdsAfter) return
    for (const { cell, multiplierPermille, inputs, shadowPermille, shadowSmoothedPermille } of latest.cells) {
      const place = this.grid.placeOf.get(cell)
      if (place === undefined) continue
      this.live.publishedPermille[place] = multiplierPermille
      this.live.smoothedPermille[place] = inputs.smoothedPermille
      if (shadowPermille !== undefined) this.shadow.publishedPermille[place] = shadowPermille
      if (shadowSmoothedPermille !== undefined) this.shadow.smoothedPermille[place] = shadowSmoothedPermille
    }
  }
}

/** The markets of one worker; the grids of those that were its own once stay. */
export class SurgeMarkets {
  private readonly grids = new Map<string, SurgeGrid>()
  private readonly markets = new Map<string, MarketSurge>()

  get(market: string): MarketSurge | undefined {
    return this.markets.get(market)
  }

  /** A market comes, at rest and without demand until it is read. */
  add(market: string): MarketSurge {
    const grid = this.grids.get(market) ?? new SurgeGrid(market)
    this.grids.set(market, grid)
    const begun = new MarketSurge(market, grid)
    this.markets.set(market, begun)
    return begun
  }

  forget(market: string): void {
    this.markets.delete(market)
  }

  all(): MarketSurge[] {
    return [...this.markets.values()]
  }
}
