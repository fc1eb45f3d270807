import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import type { SurgeCell } from '../api/types.ts'
import { useAddress } from '../app/router.tsx'
import { useIsStale } from '../live/connection-badge.tsx'
import { useCity } from '../live/live.tsx'
import { multiplierText } from '../shared/format.ts'
import { showCells } from './cells.ts'
import { Figures } from './figures.tsx'
import { FollowChip } from './follow-chip.tsx'
import type { MapLayer } from './layers.ts'
import { useShownLayers } from './layers.ts'
import { Legend } from './legend.tsx'
import { SURGE_STRONGEST } from './legend-keys.tsx'
import { MapCanvas } from './map-canvas.tsx'
import { NowPanel } from './now-panel.tsx'
import { showHauls } from './overlay.ts'
import { showPlace, useBookingInView, useDriverInView } from './use-chosen.ts'
import { useClusters } from './use-clusters.ts'
import { useDriverTrail } from './use-driver-trail.ts'
import { useDrivers } from './use-drivers.ts'
import { useFollowing } from './use-following.ts'
import { useHeat } from './use-heat.ts'
import { usePicking } from './use-picking.ts'
import { useViewport } from './use-viewport.ts'
import { useZones } from './use-zones.ts'
import { startView } from './view.ts'

/** The city as it is now: figures above, the map, and what wants attention beside it. */
export default function MapPage() {
  const { query } = useAddress()
  const driverId = query.get('driver')
  const bookingId = query.get('booking')
  const isFollowing = query.has('follow')
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const shown = useShownLayers()
  const { layers } = shown
  const isStale = useIsStale()
  useViewport(map)
  useOverlay(map, layers)
  useZones(map, layers.includes('zones'))
  const heat = useHeat(map, shown.heat)
  useDriverInView(map, driverId)
  useBookingInView(map, bookingId)
  useDriverTrail(map, driverId)
  const points = useDrivers(map, { selected: driverId, isShown: layers.includes('drivers') })
  useClusters(map, points)
  usePicking(map, points)
  const following = useFollowing(map, points, { driverId, isFollowing })
  return (
    <div className="live" data-stale={isStale}>
      <h1 className="visually-hidden">Live map</h1>
      <Figures />
      <div className="live-body">
        <div className="live-map">
          <MapCanvas label="Live map" options={startView()} onMap={setMap} />
          {driverId && (
            <FollowChip
              key={driverId}
              driverId={driverId}
              isFollowing={isFollowing}
              onStart={following.start}
              onStop={following.stop}
            />
          )}
          <Legend shown={shown} heat={heat} />
        </div>
        <NowPanel
          map={map}
          driverId={driverId}
          bookingId={bookingId}
          onShowPlace={(place) => {
            following.stop()
            if (map) showPlace(map, place)
          }}
        />
      </div>
    </div>
  )
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

const weighed = ({ cell, multiplier }: SurgeCell) => ({
  cell,
  weight: Math.min(1, (multiplier - 1) / (SURGE_STRONGEST - 1)),
  label: multiplierText(multiplier),
})
