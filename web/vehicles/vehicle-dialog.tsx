import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, call } from '../api/client.ts'
import type { Vehicle, VehicleBody } from '../api/types.ts'
import { Dialog } from '../shared/dialog.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import {
  type Difference,
  differences,
  fieldErrors,
  readFields,
  VehicleFields,
  type VehicleForm,
} from './vehicle-fields.tsx'

const read = (id: string) => call('get', '/v1/admin/vehicles/:id', { params: { id } })

/** Adds a vehicle, or edits the one with this id as it was when the dialog opened. */
export function VehicleDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const vehicle = useQuery({
    queryKey: ['vehicle', id],
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
      {(id === null || data) && !isRetired && <Form key={data?.id} start={data} onClose={onClose} />}
    </Dialog>
  )
}

/** A change that met somebody else's: the vehicle as it is now, and what was typed. */
type Conflict = { current: Vehicle; typed: VehicleForm }

function Form({ start, onClose }: { start: Vehicle | undefined; onClose: () => void }) {
  const cache = useQueryClient()
  const [vehicle, setVehicle] = useState(start)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const save = useMutation({
    mutationFn: async ({ typed, base }: { typed: VehicleForm; base: Vehicle | undefined }) => {
      // The server checks what was typed, and names the fields that will not do.
      const body = typed as VehicleBody
      if (!base) return call('post', '/v1/admin/vehicles', { body })
      const change = { ...body, version: base.version }
      return call('patch', '/v1/admin/vehicles/:id', { params: { id: base.id }, body: change })
    },
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['vehicles'] })
      onClose()
    },
    onError: async (error, { typed, base }) => {
      if (base && error instanceof ApiError && error.code === 'version_mismatch')
        setConflict({ current: await read(base.id), typed })
    },
  })
  const failure = save.error instanceof ApiError ? save.error : null
  const errors = fieldErrors(failure?.fields ?? {}, save.variables?.typed)
  const isConflict = failure?.code === 'version_mismatch'
  const hasFieldErrors = Object.keys(errors).length > 0
  return (
    <form
      className="dialog-body"
      noValidate
      key={vehicle?.version}
      onSubmit={(event) => {
        event.preventDefault()
        setConflict(null)
        save.mutate({ typed: readFields(new FormData(event.currentTarget)), base: vehicle })
      }}
    >
      <VehicleFields vehicle={vehicle} errors={errors} />
      {conflict && (
        <ConflictChoice
          changes={differences(conflict.current, conflict.typed)}
          isPending={save.isPending}
          onTakeTheirs={() => {
            setVehicle(conflict.current)
            setConflict(null)
            save.reset()
          }}
          onKeepMine={() => save.mutate({ typed: conflict.typed, base: conflict.current })}
        />
      )}
      {save.error && !isConflict && (
        <ErrorNotice
          title="Not saved"
          error={hasFieldErrors ? new Error('See the fields that are marked.') : save.error}
        />
      )}
      <footer className="dialog-foot">
        <button type="button" onClick={onClose}>
          Close
        </button>
        <button className="primary" type="submit" disabled={save.isPending || isConflict}>
          {save.isPending ? 'Saving…' : 'Save'}
        </button>
      </footer>
    </form>
  )
}

type ConflictProps = {
  changes: Difference[]
  isPending: boolean
  onTakeTheirs: () => void
  onKeepMine: () => void
}

function ConflictChoice({ changes, isPending, onTakeTheirs, onKeepMine }: ConflictProps) {
  const choice = useRef<HTMLDivElement>(null)
  // Below the fields, on a phone below the screen.
  useEffect(() => {
    choice.current?.scrollIntoView({ block: 'end' })
  }, [])
  return (
    <div ref={choice} className="notice bad conflict" role="alert">
      <Icon name="alert" />
      <div className="notice-text">
        <b>Somebody else changed this vehicle meanwhile</b>
        <span>Nothing of yours was saved yet. This is where their version and yours differ:</span>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Theirs, saved</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ name, label, theirs, yours }) => (
              <tr key={name}>
                <th scope="row">{label}</th>
                <td>{theirs}</td>
                <td>{yours}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="row">
          <button type="button" onClick={onTakeTheirs}>
            Take theirs
          </button>
          <button type="button" className="danger" disabled={isPending} onClick={onKeepMine}>
            Save mine over it
          </button>
        </div>
      </div>
    </div>
  )
}
