import { cellToBoundary, getRes0Cells, getResolution, splitLongToH3Index } from 'h3-js'
import type { ZoneRing } from '../../../db/schema/zones.ts'
import { ZoneShape } from '../shape/zone-shape.ts'
import { childrenOf, keyOf, splitLongOf } from './cell-keys.ts'
import { relateCell } from './cover-shape.ts'

const MARKET_RES = 4
const HALF_WAY_DEG = 180

/** Whether a shape has a place within the outline of an H3 cell; true as well for what comes near a cell across the antimeridian. */
export function touchesCell(shape: ZoneShape, cell: string): boolean {
  const relation = relateCell(shape, keyOf(cell), getResolution(cell))
  if (relation !== 'some') return relation === 'all'
  const outline = cellToBoundary(cell, true) as ZoneRing
  const lngs = outline.map(([lng]) => lng)
  if (Math.max(...lngs) - Math.min(...lngs) > HALF_WAY_DEG) return true
  return shape.touches(new ZoneShape({ type: 'Polygon', coordinates: [outline] }))
}

/** The markets that a shape has a place in. */
export function marketsOf(shape: ZoneShape): string[] {
  let keys = getRes0Cells().map(keyOf)
  for (let res = 0; res < MARKET_RES; res++)
    keys = keys.filter((key) => relateCell(shape, key, res) !== 'none').flatMap((key) => childrenOf(key, res))
  const cells = keys.map((key) => splitLongToH3Index(...splitLongOf(key, MARKET_RES)))
  return cells.filter((cell) => touchesCell(shape, cell)).sort()
}
