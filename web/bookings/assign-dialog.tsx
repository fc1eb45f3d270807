import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import type { BookingDetail, Driver } from '../api/types.ts'
import { useAssign } from '../dispatch/use-assign.ts'
import { Dialog } from '../shared/dialog.tsx'
import { duration, kilometres, shortId } from '../shared/format.ts'
import { Empty, ErrorNotice, Loading } from '../shared/states.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { ConflictNotice } from './conflict-notice.tsx'

const CANDIDATES_MAX = 8
const AGAIN_MS = 5_000

type Props = { booking: BookingDetail; onClose: () => void }

export function AssignDialog({ booking, onClose }: Props) {
  const cache = useQueryClient()
  const [chosenId, setChosenId] = useState<string>()
  const { pickup, vehicleClass, id, driver } = booking
  const near = useQuery({
    queryKey: ['nearby', id],
    queryFn: () =>
      call('get', '/v1/drivers/nearby', {
        query: { lat: pickup.lat, lng: pickup.lng, vehicleClass, limit: CANDIDATES_MAX },
      }),
    // The list stays as it is once a choice is made.
    refetchInterval: chosenId ? false : AGAIN_MS,
  })
  const assign = useAssign(id)
  const isTooLate = assign.error instanceof ApiError && assign.error.currentState !== undefined
  const items = near.data?.items ?? []
  const driverId = items.some((each) => each.driverId === chosenId) ? chosenId : undefined
  return (
    <Dialog title={`Assign a driver to ${shortId(id)}`} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          if (!driverId) return
          const { name = shortId(driverId) } = cache.getQueryData<Driver>(['driver', driverId]) ?? {}
          const from = driver && { id: driver.id, name: driver.firstName }
          assign.mutate({ to: { id: driverId, name }, from }, { onSuccess: onClose })
        }}
      >
        <p>
          Free drivers with a {vehicleClassLabel(vehicleClass).toLowerCase()}, nearest to the pickup first.
          The driver is told at once, past the offers.
        </p>
        {near.isPending && <Loading what="drivers" />}
        {near.error && <ErrorNotice error={near.error} onRetry={() => void near.refetch()} />}
        {near.data && items.length === 0 && (
          <Empty icon="user" title="Nobody is free">
            This list looks again every few seconds.
          </Empty>
        )}
        {items.length > 0 && <Choices items={items} chosenId={driverId} onChoose={setChosenId} />}
        {assign.error && <ConflictNotice error={assign.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" className="primary" disabled={!driverId || assign.isPending || isTooLate}>
            {assign.isPending ? 'Assigning…' : 'Assign'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

type ChoicesProps = {
  items: Answer<'get', '/v1/drivers/nearby'>['items']
  chosenId: string | undefined
  onChoose: (id: string) => void
}

const Choices = ({ items, chosenId, onChoose }: ChoicesProps) => (
  <fieldset className="choices rows">
    <legend className="visually-hidden">Driver</legend>
    {items.map(({ driverId: id = '', distanceM, etaS }) => (
      <label key={id} className="check">
        <input type="radio" name="driver" checked={chosenId === id} onChange={() => onChoose(id)} />
        <DriverName id={id} />
        <span className="muted number">
          {kilometres(distanceM)} · {duration(etaS)} away
        </span>
      </label>
    ))}
  </fieldset>
)

function DriverName({ id }: { id: string }) {
  const driver = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
  })
  return (
    <span>
      {driver.data?.name ?? shortId(id)}
      {driver.data?.vehicle && <small className="muted"> {driver.data.vehicle}</small>}
    </span>
  )
}
