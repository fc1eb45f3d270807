import { type MapLibreMap, type MapMouseEvent, MercatorCoordinate } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { showCells } from '../map/cells.ts'
import { DriverLayer } from '../map/driver-layer.ts'
import { SURGE_STRONGEST } from '../map/legend-keys.tsx'
import { MovingPoints } from '../map/moving-points.ts'
import { showChosen, showHauls } from '../map/overlay.ts'
import { multiplierText } from '../shared/format.ts'
import { addDecisionLines, showDecisionLines } from './decision-lines.ts'
import { DrawnFleet, driverAt } from './drawn-fleet.ts'
import { decisionsAt, type PastCity, type Recording } from './recording.ts'
import type { ReplayClock } from './replay-clock.ts'
import type { ReplayLayer } from './replay-legend.tsx'
import { placeAt, type Track } from './tracks.ts'
import type { Looked } from './use-looked.ts'

const REACH_PX = 18
const TILE_PX = 512
/** How long a decision is seen: so many seconds of the hour, and no less than so many of whoever looks. */
const DECISION_S = 20
const DECISION_SEEN_S = 3
const LINES_EVERY_MS = 100

export type Scene = {
  clock: ReplayClock
  recording: Recording
  cityAt: (atS: number) => PastCity
  tracks: readonly Track[]
  layers: readonly ReplayLayer[]
  looked: Looked
}

/** Draws the scene at the clock's time, again with each tick; returns what draws a frame. */
export function useReplayMap(map: MapLibreMap | null, scene: Scene | null) {
  const latest = useRef(scene)
  latest.current = scene
  const draw = useRef<() => void>(() => undefined)
  useEffect(() => {
    if (!map) return
    const points = new MovingPoints(map.getCenter())
    const fleet = new DrawnFleet(points)
    addDecisionLines(map)
    map.addLayer(new DriverLayer(points, () => latest.current?.clock.atS ?? 0))
    const overlay = overlayOf(map)
    draw.current = () => {
      const now = latest.current
      if (!now) return
      const { atS } = now.clock
      const city = now.cityAt(atS)
      fleet.show(now.layers.includes('drivers') ? now.tracks : [], city, atS)
      points.select(now.looked.driverId ?? null)
      overlay(now, city)
      map.triggerRepaint()
    }
    draw.current()
    const stop = pickOn(map, points, () => latest.current)
    return () => {
      stop()
      draw.current = () => undefined
      // A map that was taken down, or is getting a new style, has lost its layers already.
      if (map.style && map.getLayer('drivers')) map.removeLayer('drivers')
    }
  }, [map])
  return draw
}

/** Bookings, surge and decisions: each sent to the map only when it has changed. */
function overlayOf(map: MapLibreMap) {
  let shown: { city: PastCity; layers: readonly ReplayLayer[]; looked: Looked } | null = null
  let lines = { at: Number.NEGATIVE_INFINITY, count: 0 }
  return (scene: Scene, city: PastCity) => {
    const { layers, looked } = scene
    if (shown?.city !== city || shown.layers !== layers || shown.looked !== looked) {
      shown = { city, layers, looked }
      const hauls = layers.includes('bookings') ? city.hauls : []
      const chosen = hauls.find(({ id }) => id === looked.bookingId)
      showHauls(map, hauls, { chosenId: chosen?.id })
      showChosen(map, chosen ?? null)
      const cells = layers.includes('surge') ? city.surge : []
      // Should the file of the cells not come now, the next change of surge asks for it again.
      showCells(map, 'surge', cells.map(weighed)).catch(reportError)
    }
    if (performance.now() - lines.at < LINES_EVERY_MS && scene.clock.isPlaying) return
    const now = layers.includes('decisions') ? linesOf(scene, city) : []
    if (now.length > 0 || lines.count > 0) showDecisionLines(map, now)
    lines = { at: performance.now(), count: now.length }
  }
}

const weighed = ({ cell, multiplier }: PastCity['surge'][number]) => ({
  cell,
  weight: Math.min(1, (multiplier - 1) / (SURGE_STRONGEST - 1)),
  label: multiplierText(multiplier),
})

function linesOf({ clock, recording, tracks }: Scene, city: PastCity) {
  const { speed } = clock.current()
  const { atS } = clock
  const shown = decisionsAt(recording, atS, Math.max(DECISION_S, DECISION_SEEN_S * speed))
  return shown.flatMap(({ decision, left }) => {
    const haul = city.hauls.find(({ id }) => id === decision.bookingId)
    const track = tracks.find(({ id }) => id === decision.driverId)
    const driver = track && driverAt(track, city, atS)
    return haul && driver ? [{ from: placeAt(driver.stretch, atS), to: haul.pickup, left }] : []
  })
}

/** A click on a driver or a stop looks at that driver or booking; one beside them looks at all again. */
function pickOn(map: MapLibreMap, points: MovingPoints, sceneNow: () => Scene | null) {
  const pick = (event: MapMouseEvent) => {
    const reach = REACH_PX / (TILE_PX * 2 ** map.getZoom())
    const place = MercatorCoordinate.fromLngLat(event.lngLat)
    const driverId = points.nearest(place, reach, sceneNow()?.clock.atS ?? 0)
    const [stop] = driverId ? [] : map.queryRenderedFeatures(event.point, { layers: ['stops'] })
    return driverId ? { driverId } : stop ? { bookingId: String(stop.properties.id) } : {}
  }
  const onClick = (event: MapMouseEvent) => sceneNow()?.looked.look(pick(event))
  const onMove = (event: MapMouseEvent) => {
    map.getCanvas().style.cursor = Object.keys(pick(event)).length > 0 ? 'pointer' : ''
  }
  map.on('click', onClick)
  map.on('mousemove', onMove)
  return () => {
    map.off('click', onClick)
    map.off('mousemove', onMove)
  }
}
