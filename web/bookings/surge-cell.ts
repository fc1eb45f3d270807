/* Apart from the rest, since the library that knows the cells is large and most prices have no surge in them. */
import { latLngToCell } from 'h3-js'

const MARKET_RESOLUTION = 4
const SURGE_RESOLUTION = 8

/** Where the surge of a place is kept: its market and its cell. */
export const surgeCellOf = ({ lat, lng }: { lat: number; lng: number }) => ({
  market: latLngToCell(lat, lng, MARKET_RESOLUTION),
  cell: latLngToCell(lat, lng, SURGE_RESOLUTION),
})
