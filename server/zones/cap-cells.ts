import { gridDisk } from 'h3-js'
import { touchesCell } from './cover/touches-cell.ts'
import type { Zone } from './zone-book.ts'

/** Where no zone caps. */
export const UNCAPPED = 2 ** 31 - 1

/**
 * The highest multiplier of each surge cell, in thousandths: the lowest cap of the zones that touch it, so that no pickup in a
 * zone is priced above its cap. Null where no zone caps. At a market's border a cell is also the one of pickups next to it
 * (see `surgeCellOf`), and is capped with them.
 */
export function capCells(
  zones: readonly Pick<Zone, 'shape' | 'capPermille'>[],
  cells: readonly string[],
): Int32Array | null {
  if (zones.length === 0) return null
  const own = new Set(cells)
  const caps = new Int32Array(cells.length).fill(UNCAPPED)
  for (const [place, cell] of cells.entries()) {
    const priced = gridDisk(cell, 1).filter((near) => near === cell || !own.has(near))
    for (const { shape, capPermille } of zones)
      if (priced.some((each) => touchesCell(shape, each)))
        caps[place] = Math.min(caps[place]!, capPermille ?? UNCAPPED)
  }
  return caps
}
