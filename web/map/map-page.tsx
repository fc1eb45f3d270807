import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../api/client.ts'
import type { Snapshot } from '../api/types.ts'
import { ErrorNotice } from '../shared/states.tsx'
import { driverState } from './features.ts'
import { MapView } from './map-view.tsx'

const POLL_MS = 1_000
const STALE_MS = 4_000

export default function MapPage() {
  const live = useQuery({
    queryKey: ['snapshot'],
    queryFn: () => call<Snapshot>('GET', '/v1/ops/snapshot'),
    refetchInterval: POLL_MS,
    retry: false,
  })
  const base = useQuery({
    queryKey: ['base-map'],
    queryFn: () => call<GeoJSON.FeatureCollection>('GET', '/map/base.geojson'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <div className="live">
      <Strip snapshot={live.data} updatedAtMs={live.dataUpdatedAt} isFailing={live.isError} />
      {live.error && !live.data && <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />}
      {base.error && <ErrorNotice error={base.error} onRetry={() => void base.refetch()} />}
      <MapView snapshot={live.data} base={base.data} />
    </div>
  )
}

type StripProps = { snapshot: Snapshot | undefined; updatedAtMs: number; isFailing: boolean }

function Strip({ snapshot, updatedAtMs, isFailing }: StripProps) {
  const drivers = { available: 0, busy: 0, paused: 0, offline: 0 }
  for (const driver of snapshot?.drivers ?? []) drivers[driverState(driver)]++
  const bookings = snapshot?.bookings ?? []
  const searching = bookings.filter(({ state }) => state === 'searching').length
  const surging = (snapshot?.surge ?? []).filter(({ multiplier }) => multiplier > 1).length
  const count = (kind: string, label: string, value: number) => (
    <span>
      <span className={`dot ${kind}`} aria-hidden="true" />
      {label} <b>{value}</b>
    </span>
  )
  return (
    <section className="strip" aria-label="Now">
      {count('available', 'Available', drivers.available)}
      {count('busy', 'On a haul', drivers.busy)}
      {count('paused', 'Paused', drivers.paused)}
      {count('pickup', 'Searching', searching)}
      {count('dropoff', 'Under way', bookings.length - searching)}
      {count('surge', 'Surge cells', surging)}
      <Connection updatedAtMs={updatedAtMs} isFailing={isFailing} />
    </section>
  )
}

function Connection({ updatedAtMs, isFailing }: { updatedAtMs: number; isFailing: boolean }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), POLL_MS)
    return () => clearInterval(timer)
  }, [])
  const ageMs = Math.max(0, nowMs - updatedAtMs)
  if (updatedAtMs === 0)
    return (
      <span className={`state badge ${isFailing ? 'bad' : 'warn'}`}>
        {isFailing ? 'No connection' : 'Connecting…'}
      </span>
    )
  if (isFailing || ageMs > STALE_MS)
    return (
      <span className="state badge bad" role="status">
        Connection lost: shown as of {Math.round(ageMs / 1_000)} s ago
      </span>
    )
  return <span className="state badge good">Live</span>
}
