import { useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { call } from '../api/client.ts'
import type { Booking } from '../api/types.ts'
import { ConflictNotice } from '../bookings/conflict-notice.tsx'
import { duration, kilometres, shortId } from '../shared/format.ts'
import { Empty, ErrorNotice, Loading } from '../shared/states.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { moveFocus } from './move-focus.ts'
import { useAssign } from './use-assign.ts'
import { type Near, usePreview } from './use-preview.ts'

const CANDIDATES_MAX = 3
const AGAIN_MS = 5_000

type Props = {
  map: MapLibreMap | null
  booking: Pick<Booking, 'id' | 'pickup' | 'vehicleClass'>
  /** Who has the booking now. */
  from: { id: string; name: string } | null
  onClose: () => void
}

/** The three who would be at the pickup first, drawn on the map; one click or key gives one of them the booking. */
export function Candidates({ map, booking, from, onClose }: Props) {
  const { id, pickup, vehicleClass } = booking
  const [litId, setLitId] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const assign = useAssign(id)
  const near = useQuery({
    queryKey: ['nearby', id, CANDIDATES_MAX],
    queryFn: () =>
      call('get', '/v1/drivers/nearby', {
        query: { lat: pickup.lat, lng: pickup.lng, vehicleClass, limit: CANDIDATES_MAX },
      }),
    // Nobody is moved from under the pointer or the focus.
    refetchInterval: litId ? false : AGAIN_MS,
  })
  const { data } = near
  const candidates = useMemo(
    () => (data?.items ?? []).filter((each): each is Near => each.driverId !== undefined),
    [data],
  )
  usePreview(map, pickup, { candidates, litId })
  const isKnown = candidates.length > 0
  useEffect(() => {
    if (isKnown) list.current?.querySelector('button')?.focus()
  }, [isKnown])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return moveFocus(event, list.current, 'button')
    event.stopPropagation()
    onClose()
  }
  return (
    <section className="nearest" aria-label="Nearest free drivers" onKeyDown={onKeyDown}>
      {near.isPending && <Loading what="drivers" />}
      {near.error && <ErrorNotice error={near.error} onRetry={() => void near.refetch()} />}
      {data && !isKnown && (
        <Empty icon="user" title="Nobody is free">
          No free driver with a {vehicleClassLabel(vehicleClass).toLowerCase()} is near. This looks again
          every few seconds.
        </Empty>
      )}
      {assign.error && <ConflictNotice error={assign.error} />}
      <ul ref={list} aria-busy={assign.isPending}>
        {candidates.map((candidate, i) => (
          <Candidate
            key={candidate.driverId}
            candidate={candidate}
            rank={i + 1}
            isAssigning={assign.isPending && assign.variables.to.id === candidate.driverId}
            isDisabled={assign.isPending}
            onLit={setLitId}
            onAssign={(name) =>
              assign.mutate({ to: { id: candidate.driverId, name }, from }, { onSuccess: onClose })
            }
          />
        ))}
      </ul>
    </section>
  )
}

type CandidateProps = {
  candidate: Near
  rank: number
  isAssigning: boolean
  isDisabled: boolean
  onLit: (id: string | null) => void
  onAssign: (name: string) => void
}

function Candidate({ candidate, rank, isAssigning, isDisabled, onLit, onAssign }: CandidateProps) {
  const { driverId: id, distanceM, etaS } = candidate
  const driver = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
  })
  const name = driver.data?.name ?? shortId(id)
  const lit = () => onLit(id)
  const unlit = () => onLit(null)
  return (
    <li>
      <button
        type="button"
        aria-disabled={isDisabled}
        onClick={() => !isDisabled && onAssign(name)}
        onPointerEnter={lit}
        onPointerLeave={unlit}
        onFocus={lit}
        onBlur={unlit}
      >
        <span className="rank">{rank}</span>
        <span className="who-near">
          <b>{name}</b>
          <small className="muted">{driver.data?.vehicle ?? ' '}</small>
        </span>
        <span className="number">
          <b>{isAssigning ? 'Assigning…' : duration(etaS)}</b>
          <small className="muted">{kilometres(distanceM)}</small>
        </span>
        <span className="visually-hidden">Assign</span>
      </button>
    </li>
  )
}
