import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../api/client.ts'
import { VEHICLE_CLASSES, type Vehicle, type VehicleFields } from '../api/types.ts'
import { ErrorNotice, Loading, words } from '../shared/states.tsx'

type Field = { name: keyof VehicleFields; label: string; isNumber?: boolean }
const FIELDS: readonly Field[] = [
  { name: 'plate', label: 'Plate' },
  { name: 'make', label: 'Make' },
  { name: 'model', label: 'Model' },
  { name: 'year', label: 'Year', isNumber: true },
  { name: 'capacityKg', label: 'Capacity, kg', isNumber: true },
  { name: 'capacityM3', label: 'Capacity, m³', isNumber: true },
]

/** Adds a vehicle, or edits the one with this id as it was when the form opened. */
export function VehicleForm({ id, onClose }: { id: string | null; onClose: () => void }) {
  const vehicle = useQuery({
    queryKey: ['vehicle', id],
    queryFn: () => call<Vehicle>('GET', `/v1/admin/vehicles/${id}`),
    enabled: id !== null,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  if (id !== null && vehicle.error)
    return <ErrorNotice error={vehicle.error} onRetry={() => void vehicle.refetch()} />
  if (id !== null && !vehicle.data) return <Loading what="the vehicle" />
  const { data } = vehicle
  return (
    <Fields
      key={data?.version ?? 0}
      vehicle={data}
      onClose={onClose}
      onReload={() => void vehicle.refetch()}
    />
  )
}

function readForm(form: FormData): Record<string, unknown> {
  const values: Record<string, unknown> = { vehicleClass: form.get('vehicleClass') }
  for (const { name, isNumber } of FIELDS) {
    const text = String(form.get(name)).trim()
    values[name] = isNumber && text !== '' ? Number(text) : text
  }
  return values
}

type FieldsProps = { vehicle: Vehicle | undefined; onClose: () => void; onReload: () => void }

function Fields({ vehicle, onClose, onReload }: FieldsProps) {
  const cache = useQueryClient()
  const save = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      vehicle
        ? call('PATCH', `/v1/admin/vehicles/${vehicle.id}`, { ...values, version: vehicle.version })
        : call('POST', '/v1/admin/vehicles', values),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['vehicles'] })
      onClose()
    },
  })
  const failure = save.error instanceof ApiError ? save.error : null
  const fields = failure?.fields ?? {}
  const isOutdated = failure?.code === 'version_mismatch'
  return (
    <form
      className="card fields"
      noValidate
      aria-label={vehicle ? `Edit ${vehicle.plate}` : 'Add a vehicle'}
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        save.mutate({ ...readForm(form), ...(vehicle ? { status: form.get('status') } : {}) })
      }}
    >
      <h2 className="wide">{vehicle ? `Edit ${vehicle.plate}` : 'Add a vehicle'}</h2>
      {FIELDS.map(({ name, label, isNumber }) => (
        <label key={name}>
          {label}
          <input
            name={name}
            defaultValue={vehicle?.[name] ?? ''}
            inputMode={isNumber ? 'decimal' : 'text'}
            aria-invalid={name in fields}
          />
          {fields[name] && <span className="field-error">{fields[name]}</span>}
        </label>
      ))}
      <Choice
        name="vehicleClass"
        label="Class"
        values={VEHICLE_CLASSES}
        start={vehicle?.vehicleClass ?? 'van'}
        error={fields.vehicleClass}
      />
      {vehicle && (
        <Choice
          name="status"
          label="Status"
          values={['active', 'maintenance']}
          start={vehicle.status}
          error={fields.status}
        />
      )}
      {isOutdated ? (
        <div className="wide notice bad row spread" role="alert">
          <span>
            Somebody else changed this vehicle after you opened it, so nothing was saved. Load their version,
            then make your change again.
          </span>
          <button type="button" onClick={onReload}>
            Load their version
          </button>
        </div>
      ) : (
        save.error && (
          <div className="wide">
            <ErrorNotice error={save.error} />
          </div>
        )
      )}
      <div className="wide row">
        <button className="primary" type="submit" disabled={save.isPending || isOutdated}>
          {save.isPending ? 'Saving…' : 'Save'}
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </form>
  )
}

type ChoiceProps = {
  name: string
  label: string
  values: readonly string[]
  start: string
  error: string | undefined
}
const Choice = ({ name, label, values, start, error }: ChoiceProps) => (
  <label>
    {label}
    <select name={name} defaultValue={start} aria-invalid={error !== undefined}>
      {values.map((value) => (
        <option key={value} value={value}>
          {words(value)}
        </option>
      ))}
    </select>
    {error && <span className="field-error">{error}</span>}
  </label>
)
