import { useId } from 'react'
import type { Vehicle, VehicleBody } from '../api/types.ts'
import { vehicleStatusLabel } from '../shared/badge.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'

type FieldName = keyof VehicleBody
type Field = { name: FieldName; label: string; hint?: string; unit?: string; isNumber?: boolean }
const FIELDS: readonly Field[] = [
  { name: 'plate', label: 'Plate', hint: '2 to 16 letters, digits, spaces or hyphens' },
  { name: 'make', label: 'Make' },
  { name: 'model', label: 'Model' },
  { name: 'year', label: 'Year', isNumber: true },
  { name: 'capacityKg', label: 'Carries', unit: 'kg', isNumber: true },
  { name: 'capacityM3', label: 'Space', unit: 'm³', isNumber: true },
]
/** What a vehicle that is not retired can be. */
const IN_SERVICE = ['active', 'maintenance'] as const
export type VehicleForm = Record<FieldName, string | number> & { status?: (typeof IN_SERVICE)[number] }

const label = (name: string) =>
  FIELDS.find((field) => field.name === name)?.label ?? (name === 'vehicleClass' ? 'Class' : 'Status')
const shown = (name: string, value: unknown) => {
  if (name === 'vehicleClass') return vehicleClassLabel(value as Vehicle['vehicleClass'])
  return name === 'status' ? vehicleStatusLabel(value as Vehicle['status']) : String(value)
}

/** What was typed, numbers as numbers where they are; whether it will do is for the server to say. */
export function readFields(form: FormData): VehicleForm {
  const values: Record<string, string | number> = { vehicleClass: String(form.get('vehicleClass')) }
  for (const { name, isNumber } of FIELDS) {
    const text = String(form.get(name)).trim()
    values[name] = isNumber && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  }
  const status = form.get('status')
  return {
    ...(values as Record<FieldName, string | number>),
    ...(status ? { status: status as 'active' } : {}),
  }
}

/** What the server said of each field; of one that was left empty, that it is needed. */
export const fieldErrors = (errors: Record<string, string>, typed: VehicleForm | undefined) =>
  Object.fromEntries(
    Object.entries(errors).map(([name, message]) => [
      name,
      typed?.[name as FieldName] === '' ? 'Fill this in' : message,
    ]),
  )

export type Difference = { name: string; label: string; theirs: string; yours: string }

/** Where what was typed differs from the vehicle as it is. */
export function differences(current: Vehicle, typed: VehicleForm): Difference[] {
  const names = Object.keys(typed) as (keyof VehicleForm)[]
  return names
    .filter((name) => String(current[name]) !== String(typed[name]))
    .map((name) => ({
      name,
      label: label(name),
      theirs: shown(name, current[name]),
      yours: shown(name, typed[name]),
    }))
}

type Props = { vehicle: Vehicle | undefined; errors: Record<string, string> }

export const VehicleFields = ({ vehicle, errors }: Props) => (
  <div className="fields">
    {FIELDS.map((field) => (
      <TextField
        key={field.name}
        field={field}
        start={vehicle?.[field.name] ?? ''}
        error={errors[field.name]}
      />
    ))}
    <Choice
      name="vehicleClass"
      label="Class"
      options={VEHICLE_CLASSES.map((value) => [value, vehicleClassLabel(value)])}
      start={vehicle?.vehicleClass ?? 'van'}
      error={errors.vehicleClass}
    />
    {vehicle && (
      <Choice
        name="status"
        label="Status"
        options={IN_SERVICE.map((value) => [value, vehicleStatusLabel(value)])}
        start={vehicle.status}
        error={errors.status}
      />
    )}
  </div>
)

type TextFieldProps = { field: Field; start: string | number; error: string | undefined }

function TextField({ field: { name, label, hint, unit, isNumber }, start, error }: TextFieldProps) {
  const noteId = useId()
  return (
    <div className="field">
      <label>
        <span>
          {label}
          {unit && <span className="muted">, {unit}</span>}
        </span>
        <input
          name={name}
          defaultValue={start}
          inputMode={isNumber ? 'decimal' : 'text'}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={noteId}
        />
      </label>
      <small id={noteId} className={error ? 'field-error' : 'muted'}>
        {error ?? hint}
      </small>
    </div>
  )
}

type ChoiceProps = {
  name: string
  label: string
  options: (readonly [value: string, label: string])[]
  start: string
  error: string | undefined
}
const Choice = ({ name, label, options, start, error }: ChoiceProps) => (
  <div className="field">
    <label>
      <span>{label}</span>
      <select name={name} defaultValue={start} aria-invalid={error !== undefined}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
    {error && <small className="field-error">{error}</small>}
  </div>
)
