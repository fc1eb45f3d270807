import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, isVersionMismatch } from '../api/client.ts'
import type { AuditEntry, Vehicle, VehicleBody } from '../api/types.ts'
import { actionText } from '../fleet/action-words.ts'
import { since } from '../fleet/changes-of.ts'
import { ConflictChoice } from '../shared/conflict-choice.tsx'
import { Dialog } from '../shared/dialog.tsx'
import type { Values } from '../shared/form/constraints.ts'
import { Form } from '../shared/form/form.tsx'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { differences, VEHICLE_LIMITS, VehicleFields } from './vehicle-fields.tsx'

const FIELD_OF = { plate_taken: 'plate', vehicle_in_use: 'vehicleClass' }
const read = (id: string) => call('get', '/v1/admin/vehicles/:id', { params: { id } })

/** Adds a vehicle, or edits the one with this id as it was when the dialog opened. */
export function VehicleDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const vehicle = useQuery({
    queryKey: ['edited vehicle', id],
    queryFn: () => read(id ?? ''),
    enabled: id !== null,
    gcTime: 0,
    // What is being edited must not change under the hands.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data } = vehicle
  const isRetired = data?.status === 'retired'
  return (
    <Dialog
      title={id === null ? 'Add a vehicle' : `Edit ${data?.plate ?? 'vehicle'}`}
      onClose={onClose}
      isDrawer
    >
      {id !== null && vehicle.isPending && <Loading what="the vehicle" />}
      {vehicle.error && (
        <div className="dialog-body">
          <ErrorNotice
            title="The vehicle could not be read"
            error={vehicle.error}
            onRetry={() => void vehicle.refetch()}
            isRetrying={vehicle.isFetching}
          />
        </div>
      )}
      {isRetired && <p className="dialog-body">The vehicle is retired and cannot be changed.</p>}
      {(id === null || data) && !isRetired && <Edit key={data?.id} start={data} onClose={onClose} />}
    </Dialog>
  )
}

/** A change that met somebody else's: the vehicle as it is now, what brought it there, newest first, and what was typed. */
type Conflict = { current: Vehicle; entries: AuditEntry[]; typed: Values }

async function readConflict({ id, version }: Vehicle, typed: Values): Promise<Conflict> {
  const query = { subjectType: 'vehicle', subjectId: id }
  const [current, { items }] = await Promise.all([read(id), call('get', '/v1/admin/audit', { query })])
  return { current, entries: since(items, version), typed }
}

function useSaving(start: Vehicle | undefined, onClose: () => void) {
  const cache = useQueryClient()
  const [vehicle, setVehicle] = useState(start)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const save = useMutation({
    mutationFn: async ({ typed, base }: { typed: Values; base: Vehicle | undefined }) => {
      // The server checks what was typed, and names the fields that will not do.
      const body = typed as VehicleBody
      if (!base) return call('post', '/v1/admin/vehicles', { body })
      const change = { ...body, version: base.version }
      return call('patch', '/v1/admin/vehicles/:id', { params: { id: base.id }, body: change })
    },
    onSuccess: () => {
      for (const queryKey of [['vehicles'], ['vehicle']]) void cache.invalidateQueries({ queryKey })
      onClose()
    },
    onError: async (error, { typed, base }) => {
      if (base && isVersionMismatch(error)) setConflict(await readConflict(base, typed))
    },
  })
  return {
    ...{ vehicle, conflict, save },
    send(typed: Values) {
      setConflict(null)
      save.mutate({ typed, base: vehicle })
    },
    takeTheirs({ current }: Conflict) {
      setVehicle(current)
      setConflict(null)
      save.reset()
    },
    keepMine: ({ typed, current }: Conflict) => save.mutate({ typed, base: current }),
  }
}

function Edit({ start, onClose }: { start: Vehicle | undefined; onClose: () => void }) {
  const { vehicle, conflict, save, send, takeTheirs, keepMine } = useSaving(start, onClose)
  return (
    <Form
      key={vehicle?.version}
      limits={VEHICLE_LIMITS}
      error={save.error}
      fieldOf={FIELD_OF}
      isPending={save.isPending}
      isBlocked={isVersionMismatch(save.error)}
      submit={['Save', 'Saving…']}
      onSend={send}
      onClose={onClose}
    >
      <VehicleFields vehicle={vehicle} />
      {conflict && (
        <ConflictChoice
          what="this vehicle"
          changes={differences(conflict.current, conflict.typed)}
          isPending={save.isPending}
          onTakeTheirs={() => takeTheirs(conflict)}
          onKeepMine={() => keepMine(conflict)}
        >
          {conflict.entries.map(({ id, action, actor, occurredAt }) => (
            <span key={id}>
              {actionText(action)} by {actor ?? 'its calendar'}, <Time iso={occurredAt} />
            </span>
          ))}
        </ConflictChoice>
      )}
    </Form>
  )
}
