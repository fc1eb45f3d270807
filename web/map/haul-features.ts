import type { Booking } from '../api/types.ts'
import type { PinName } from './pins.ts'

type Place = { lat: number; lng: number }
export type Haul = Pick<Booking, 'id' | 'state'> & {
  pickup: Place
  dropoff: Place
  stops?: readonly Place[]
}

const feature = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({
  type: 'Feature',
  geometry,
  properties,
})
const at = ({ lat, lng }: Place) => [lng, lat]
const LOADED = new Set(['goods_collected', 'arrived_at_dropoff', 'delivered'])

export const lineOf = (haul: Haul, phase: string) =>
  feature(
    { type: 'LineString', coordinates: [haul.pickup, ...(haul.stops ?? []), haul.dropoff].map(at) },
    { id: haul.id, phase },
  )

/** The places of a haul; a pickup that is done is no longer one, unless it `isWhole`. */
export function stopsOf(haul: Haul, isWhole: boolean, isAside = false): GeoJSON.Feature[] {
  const stop = (icon: PinName, place: Place, isEnd: boolean) =>
    feature(
      { type: 'Point', coordinates: at(place) },
      { ...{ id: haul.id, icon, isAside }, isEnd: isEnd && !isWhole },
    )
  const pickup = haul.state === 'searching' ? 'pickup-searching' : 'pickup'
  return [
    ...(isWhole || !LOADED.has(haul.state) ? [stop(pickup, haul.pickup, false)] : []),
    ...(haul.stops ?? []).map((place) => stop('stop', place, true)),
    stop('dropoff', haul.dropoff, true),
  ]
}

export type Showing = {
  /** A haul that is alone on its map. */
  isWhole?: boolean
  /** The one that is looked at: the others step back. */
  chosenId?: string | undefined
}

/** What is drawn of hauls: a line from stop to stop, and their places. */
export function haulFeatures(hauls: readonly Haul[], { isWhole = false, chosenId }: Showing) {
  const isAside = ({ id }: Haul) => chosenId !== undefined && id !== chosenId
  const phaseOf = (haul: Haul) => {
    if (isWhole) return 'alone'
    if (isAside(haul)) return 'aside'
    return haul.state === 'searching' ? 'searching' : 'under way'
  }
  return {
    lines: hauls.map((haul) => lineOf(haul, phaseOf(haul))),
    stops: hauls.flatMap((haul) => stopsOf(haul, isWhole, isAside(haul))),
  }
}
