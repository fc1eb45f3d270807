/* Apart from the rest of the map, since the library that knows the cells is large and most of the time no cell surges. */
import { cellToBoundary } from 'h3-js'
import type { SurgeCell } from '../api/types.ts'

/** The hexagon of a cell with its multiplier. */
export const surgeOutline = ({ cell, multiplier }: SurgeCell): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'Polygon', coordinates: [cellToBoundary(cell, true)] },
  properties: { cell, multiplier },
})
