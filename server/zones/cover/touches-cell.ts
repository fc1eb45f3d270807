import { cellToBoundary, cellToChildren, getRes0Cells, getResolution } from 'h3-js'
import type { ZoneRing } from '../../../db/schema/zones.ts'
import { ZoneShape } from '../shape/zone-shape.ts'
import { relateCell } from './cover-shape.ts'

const MARKET_RES = 4
const HALF_WAY_DEG = 180

/** Whether a shape has a place within the outline of an H3 cell; true as well for what comes near a cell across the antimeridian. */
export function touchesCell(shape: ZoneShape, cell: string): boolean {
  const relation = relateCell(shape, cell, getResolution(cell))
  if (relation !== 'some') return relation === 'all'
  const outline = cellToBoundary(cell, true) as ZoneRing
  const lngs = outline.map(([lng]) => lng)
  if (Math.max(...lngs) - Math.min(...lngs) > HALF_WAY_DEG) return true
  return shape.touches(new ZoneShape({ type: 'Polygon', coordinates: [outline] }))
}

/** The markets that a shape has a place in. */
export function marketsOf(shape: ZoneShape): string[] {
  let cells = getRes0Cells()
  for (let res = 0; ; res++) {
    cells = cells.filter((cell) => relateCell(shape, cell, res) !== 'none')
    if (res === MARKET_RES) return cells.filter((cell) => touchesCell(shape, cell)).sort()
    cells = cells.flatMap((cell) => cellToChildren(cell, res + 1))
  }
}
