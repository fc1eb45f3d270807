import type { Vehicle, VehicleBody } from '../api/types.ts'
import { vehicleStatusLabel } from '../shared/badge.tsx'
import type { Difference } from '../shared/conflict-choice.tsx'
import type { LimitsByName, Values } from '../shared/form/constraints.ts'
import { ChoiceField, TextField } from '../shared/form/fields.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'

type FieldName = keyof VehicleBody
type Field = { name: FieldName; label: string; hint?: string; unit?: string }
const FIELDS: readonly Field[] = [
  { name: 'plate', label: 'Plate', hint: '2 to 16 letters, digits, spaces or hyphens' },
  { name: 'make', label: 'Make' },
  { name: 'model', label: 'Model' },
  { name: 'year', label: 'Year' },
  { name: 'capacityKg', label: 'Carries', unit: 'kg' },
  { name: 'capacityM3', label: 'Space', unit: 'm³' },
]
const isRequired = true
/** As the API's schema of a vehicle has them. */
export const VEHICLE_LIMITS: LimitsByName = {
  plate: {
    isRequired,
    pattern: '^[A-Za-z0-9][A-Za-z0-9 \\-]{1,15}$',
    description: '2 to 16 letters, digits, spaces or hyphens',
  },
  make: { isRequired, maxLength: 60 },
  model: { isRequired, maxLength: 60 },
  year: {
    ...{ isRequired, type: 'integer', minimum: 1_980, maximum: 2_100 },
    description: 'a year from 1980 to 2100',
  },
  capacityKg: { isRequired, type: 'number', exclusiveMinimum: 0, maximum: 60_000 },
  capacityM3: { isRequired, type: 'number', exclusiveMinimum: 0, maximum: 200 },
  vehicleClass: {},
  status: {},
}
/** What a vehicle that is not retired can be. */
const IN_SERVICE = ['active', 'maintenance'] as const

const label = (name: string) =>
  FIELDS.find((field) => field.name === name)?.label ?? (name === 'vehicleClass' ? 'Class' : 'Status')
const shown = (name: string, value: unknown) => {
  if (name === 'vehicleClass') return vehicleClassLabel(value as Vehicle['vehicleClass'])
  return name === 'status' ? vehicleStatusLabel(value as Vehicle['status']) : String(value)
}

/** Where what was typed differs from the vehicle as it is. */
export const differences = (current: Vehicle, typed: Values): Difference[] =>
  Object.entries(typed)
    .filter(([name, value]) => String(current[name as keyof Vehicle]) !== String(value))
    .map(([name, value]) => ({
      name,
      label: label(name),
      theirs: shown(name, current[name as keyof Vehicle]),
      yours: shown(name, value),
    }))

export const VehicleFields = ({ vehicle }: { vehicle: Vehicle | undefined }) => (
  <div className="fields">
    {FIELDS.map((field) => (
      <TextField key={field.name} {...field} start={vehicle?.[field.name] ?? ''} />
    ))}
    <ChoiceField
      name="vehicleClass"
      label="Class"
      options={VEHICLE_CLASSES.map((value) => [value, vehicleClassLabel(value)])}
      start={vehicle?.vehicleClass ?? 'van'}
    />
    {vehicle && (
      <ChoiceField
        name="status"
        label="Status"
        options={IN_SERVICE.map((value) => [value, vehicleStatusLabel(value)])}
        start={vehicle.status}
      />
    )}
  </div>
)
