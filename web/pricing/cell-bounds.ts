/* Apart from the rest, since the library that knows the cells is large and only maps need it. */
import { cellToBoundary } from 'h3-js'
import type { Bbox } from '../live/frames.ts'
import { boundsOf } from '../shared/bounds.ts'

/** West, south, east, north of cells; null when there are none. */
export const boundsOfCells = (cells: readonly string[]) =>
  boundsOf(cells.flatMap((cell) => cellToBoundary(cell).map(([lat, lng]) => ({ lat, lng }))))
export const marketBounds = (market: string) => boundsOfCells([market]) as Bbox
