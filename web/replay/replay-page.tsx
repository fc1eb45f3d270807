import type { MapLibreMap } from 'maplibre-gl'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useAddress, useTitle } from '../app/router.tsx'
import { MapCanvas } from '../map/map-canvas.tsx'
import { startView } from '../map/view.ts'
import { Dialog } from '../shared/dialog.tsx'
import { EventList } from './event-list.tsx'
import { HourPicker } from './hour-picker.tsx'
import { LookedCard } from './looked-card.tsx'
import { createCity } from './recording.ts'
import { ReplayClock } from './replay-clock.ts'
import { ReplayLegend, useReplayLayers } from './replay-legend.tsx'
import { ReplayNotices } from './replay-notices.tsx'
import { Timeline } from './timeline.tsx'
import { Transport } from './transport.tsx'
import { useFraming } from './use-framing.ts'
import { startOf, useLooked } from './use-looked.ts'
import { useMomentInAddress, useOfMoment, useTicking } from './use-moment.ts'
import { PART_S, useHour, useParts } from './use-recording.ts'
import { useReplayKeys } from './use-replay-keys.ts'
import { useReplayMap } from './use-replay-map.ts'
import { WhyThisDriver } from './why-this-driver.tsx'

/** A past hour on the map: its clock runs as fast as one likes, and everything stands as it stood then. */
export default function ReplayPage() {
  useTitle('Replay')
  const { query } = useAddress()
  const at = query.get('at')
  const { hourMs, atMs } = useMemo(() => startOf(at), [at])
  const [clock] = useState(() => new ReplayClock(() => performance.now(), (atMs - hourMs) / 1_000))
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [layers, setLayers] = useReplayLayers()
  const [whyId, setWhyId] = useState<string | null>(null)
  const looked = useLooked(useCallback(() => hourMs + clock.atS * 1_000, [hourMs, clock]))
  useMomentInAddress(clock, hourMs, atMs)
  useReplayKeys(clock)
  const hour = useHour(hourMs)
  const part = useOfMoment(clock, (s) => Math.floor(s / PART_S))
  const ways = useParts(hourMs, part * PART_S, hour.data !== undefined)
  useEffect(() => clock.setLimit(ways.limitS), [clock, ways.limitS])
  const recording = hour.data?.recording
  const scene = useMemo(
    () =>
      recording && {
        ...{ clock, recording, layers, looked, cityAt: createCity(recording) },
        tracks: ways.here.data?.tracks ?? [],
      },
    [clock, recording, layers, looked, ways.here.data],
  )
  const draw = useReplayMap(map, scene ?? null)
  useTicking(clock, () => draw.current())
  useFraming(map, scene ?? null)
  return (
    <div className="replay">
      <header className="replay-head">
        <h1>Replay</h1>
        <HourPicker hourMs={hourMs} />
      </header>
      <div className="replay-body">
        <div className="live-map">
          <MapCanvas label="Map of the past hour" options={startView()} onMap={setMap} />
          <ReplayLegend shown={layers} onChange={setLayers} />
          <ReplayNotices clock={clock} hourMs={hourMs} hour={hour} ways={ways} />
        </div>
        <aside className="replay-side" aria-label="What happened">
          {scene && <LookedCard scene={scene} onWhy={setWhyId} />}
          <EventList clock={clock} hour={hour.data} hourMs={hourMs} looked={looked} onWhy={setWhyId} />
        </aside>
      </div>
      <footer className="replay-foot">
        <Transport clock={clock} hourMs={hourMs} scene={scene ?? null} />
        <Timeline clock={clock} hourMs={hourMs} hour={hour.data} parts={ways.parts} />
      </footer>
      {whyId && (
        <Dialog title="Why this driver?" isDrawer onClose={() => setWhyId(null)}>
          <WhyThisDriver bookingId={whyId} clock={clock} hourMs={hourMs} />
        </Dialog>
      )}
    </div>
  )
}
