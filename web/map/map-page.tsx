import { useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { call } from '../api/client.ts'
import type { SurgeCell } from '../api/types.ts'
import { useAddress } from '../app/router.tsx'
import { useIsStale } from '../live/connection-badge.tsx'
import type { Bbox } from '../live/frames.ts'
import { useCity, useLive } from '../live/live.tsx'
import { widened } from '../shared/bounds.ts'
import { showCells } from './cells.ts'
import { Figures } from './figures.tsx'
import { Legend, type MapLayer, useShownLayers } from './legend.tsx'
import { MapCanvas } from './map-canvas.tsx'
import { NowPanel } from './now-panel.tsx'
import { showHauls } from './overlay.ts'
import { useDrivers } from './use-drivers.ts'
import { usePicking } from './use-picking.ts'
import { keepView, startView } from './view.ts'

const MARGIN = 0.25
const SURGE_STRONGEST = 2.5
const PLACE_ZOOM = 13.5
const FIT = { padding: 32, maxZoom: 14, animate: false }

/** The city as it is now: figures above, the map, and what wants attention beside it. */
export default function MapPage() {
  const { query } = useAddress()
  const selected = query.get('driver')
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [layers, setLayers] = useShownLayers()
  const isStale = useIsStale()
  useViewport(map)
  useOverlay(map, layers)
  useDriverInView(map, selected)
  const points = useDrivers(map, { selected, isShown: layers.includes('drivers') })
  usePicking(map, points)
  return (
    <div className="live" data-stale={isStale}>
      <h1 className="visually-hidden">Live map</h1>
      <Figures />
      <div className="live-body">
        <div className="live-map">
          <MapCanvas label="Live map" options={startView()} onMap={setMap} />
          <Legend shown={layers} onChange={setLayers} />
        </div>
        <NowPanel
          map={map}
          driverId={selected}
          bookingId={query.get('booking')}
          onShowPlace={(place) => map && showPlace(map, place)}
        />
      </div>
    </div>
  )
}

const showPlace = (map: MapLibreMap, place: { lat: number; lng: number }) =>
  map.easeTo({ center: place, zoom: Math.max(map.getZoom(), PLACE_ZOOM) })

/** Goes to the driver who was chosen, once, when the map looks elsewhere: a link from another page leads here, too. */
function useDriverInView(map: MapLibreMap | null, id: string | null) {
  const { data } = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id: id ?? '' } }),
    enabled: id !== null,
  })
  const shown = useRef<string | null>(null)
  const place = data?.place
  useEffect(() => {
    if (!map || !place || shown.current === id) return
    shown.current = id
    if (!map.getBounds().contains(place)) showPlace(map, place)
  }, [map, id, place])
}

/** Tells the server which part of the world is looked at, and remembers it for the next visit. */
function useViewport(map: MapLibreMap | null) {
  const live = useLive()
  const { extent } = useCity()
  const hasExtent = extent !== null
  useEffect(() => {
    if (!map) return
    const watch = () => {
      const bounds = map.getBounds()
      const bbox: Bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
      live.watchMap(widened(bbox, MARGIN))
    }
    const onMoved = () => {
      watch()
      keepView({ center: map.getCenter().toArray(), zoom: map.getZoom(), bearing: map.getBearing() })
    }
    watch()
    map.on('moveend', onMoved)
    return () => {
      map.off('moveend', onMoved)
      live.leaveMap()
    }
  }, [map, live])
  useEffect(() => {
    const { extent: whole } = live.city.current()
    if (map && hasExtent && whole && !startView()) map.fitBounds(whole, FIT)
  }, [map, live, hasExtent])
}

function useOverlay(map: MapLibreMap | null, layers: readonly MapLayer[]) {
  const { bookings, surge } = useCity()
  const showsBookings = layers.includes('bookings')
  const showsSurge = layers.includes('surge')
  useEffect(() => {
    if (map) showHauls(map, showsBookings ? bookings : [])
  }, [map, bookings, showsBookings])
  useEffect(() => {
    if (!map) return
    const cells = showsSurge ? surge.filter(({ multiplier }) => multiplier > 1) : []
    // Should the file of the cells not come now, the next surge of a few seconds later asks for it again.
    showCells(map, 'surge', cells.map(weighed)).catch(reportError)
  }, [map, surge, showsSurge])
}

/** Painted strongest from `SURGE_STRONGEST` on. */
const weighed = ({ cell, multiplier }: SurgeCell) => ({
  cell,
  weight: Math.min(1, (multiplier - 1) / (SURGE_STRONGEST - 1)),
  label: `${multiplier.toFixed(1)}×`,
})
