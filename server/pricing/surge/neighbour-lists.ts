import { cellToChildren, gridDisk, gridDiskDistances } from 'h3-js'
import { marketOfHexagon } from '../../tracking/geo.ts'
import { cellsOfDisk } from './compute-surge.ts'

/**
 * The surge cells of a market, some 7⁴, each at its place in the arrays of a computation. Those that H3 has as parts of it
 * are not quite those that lie in it: the others are parts of a market beside it.
 */
export const surgeCellsOf = (market: string): string[] =>
  gridDisk(market, 1)
    .flatMap((around) => cellToChildren(around, 8))
    .filter((cell) => marketOfHexagon(cell) === market)

/**
 * For each cell the places of those around it, itself first, then ring by ring, as `computeSurge` reads them; -1 for a
 * cell that is not among `cells`, and in the gaps that one of the globe's twelve pentagons leaves.
 */
export function layOutNeighbours(cells: readonly string[], rings: number): Int32Array {
  const placeOf = new Map(cells.map((cell, place) => [cell, place]))
  const neighbours = new Int32Array(cells.length * cellsOfDisk(rings)).fill(-1)
  let slot = 0
  for (const cell of cells) {
    for (const [ring, around] of gridDiskDistances(cell, rings).entries()) {
      for (const [i, neighbour] of around.entries()) neighbours[slot + i] = placeOf.get(neighbour) ?? -1
      slot += ring === 0 ? 1 : 6 * ring
    }
  }
  return neighbours
}
