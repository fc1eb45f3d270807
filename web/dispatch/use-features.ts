import type { GeoJSONSource, LayerSpecification, MapLibreMap } from 'maplibre-gl'
import { useEffect } from 'react'
import { EMPTY } from '../map/base-style.ts'

/**
 * Draws features by layers of their own for as long as the component is there; `layersOf` takes its colours anew with each
 * style of the map. Both are to stay the same from one drawing to the next where nothing of them changes.
 */
export function useFeatures(
  map: MapLibreMap | null,
  source: string,
  layersOf: (source: string) => LayerSpecification[],
  features: GeoJSON.Feature[],
) {
  useEffect(() => {
    if (!map) return
    const layers = layersOf(source)
    map.addSource(source, { type: 'geojson', data: EMPTY })
    // Lines pass under the pins that they lead to.
    for (const layer of layers) map.addLayer(layer, layer.type === 'line' ? 'stops' : undefined)
    return () => {
      // A map that was taken down, or is getting a new style, has lost its layers already.
      if (!map.style || !map.getSource(source)) return
      for (const { id } of layers) map.removeLayer(id)
      map.removeSource(source)
    }
  }, [map, source, layersOf])
  useEffect(() => {
    void map?.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features })
  }, [map, source, features])
}

type Place = { lat: number; lng: number }

export const lineOf = (
  places: readonly Place[],
  properties: GeoJSON.GeoJsonProperties = {},
): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: places.map(({ lat, lng }) => [lng, lat]) },
  properties,
})

export const pointOf = (
  { lat, lng }: Place,
  properties: GeoJSON.GeoJsonProperties = {},
): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [lng, lat] },
  properties,
})
