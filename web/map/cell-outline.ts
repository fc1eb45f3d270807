/* Apart from the rest of the map, since the library that knows the cells is large and most of the time no cell is shown. */
import { cellToBoundary } from 'h3-js'

/** The hexagon of a cell. */
export const cellOutline = (cell: string, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'Polygon', coordinates: [cellToBoundary(cell, true)] },
  properties,
})
