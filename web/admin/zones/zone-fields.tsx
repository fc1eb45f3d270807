import type { Difference } from '../../shared/conflict-choice.tsx'
import { oneOf } from '../../shared/filters.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../../shared/vehicle-classes.ts'
import { TextField } from '../text-field.tsx'
import { type Geometry, outlineOf } from './outline.ts'
import { writeOutline } from './outline-text.ts'
import { ZONE_KINDS, type Zone, type ZoneBody, type ZoneKind, zoneKindLabel } from './zone-kinds.ts'

const CAP_DEFAULT = 1.5

export type TypedZone = Required<Pick<ZoneBody, 'kind' | 'name' | 'isActive' | 'settings'>> &
  Pick<ZoneBody, 'vehicleClasses'> & { geometry: Geometry }

/** What was typed and drawn; whether it will do is for the server to say. */
export function readFields(form: FormData, kind: ZoneKind, geometry: Geometry): TypedZone {
  const classes = form.getAll('vehicleClasses').map(String)
  const chosen = VEHICLE_CLASSES.filter((each) => classes.includes(each))
  const isAll = kind === 'surge_cap' || chosen.length === 0 || chosen.length === VEHICLE_CLASSES.length
  return {
    kind,
    geometry,
    name: String(form.get('name')).trim(),
    isActive: form.get('isActive') !== null,
    vehicleClasses: isAll ? null : chosen,
    settings: readSettings(form, kind),
  }
}

function readSettings(form: FormData, kind: ZoneKind): TypedZone['settings'] {
  const number = (name: string) => Number(String(form.get(name)).replace(',', '.'))
  if (kind === 'service_area') return { keepsHaulsInside: form.get('keepsHaulsInside') !== null }
  if (kind === 'surge_cap') return { cap: number('cap') }
  if (kind === 'geofence') return { dwellS: form.get('dwellS') === '' ? null : number('dwellS') }
  return {}
}

const yesNo = (is: boolean | undefined) => (is ? 'yes' : 'no')
const LABELED = {
  name: ['Name', ({ name }) => name],
  isActive: ['In force', ({ isActive }) => yesNo(isActive)],
  vehicleClasses: [
    'Classes',
    ({ vehicleClasses }) => vehicleClasses?.map(vehicleClassLabel).join(', ') ?? 'all',
  ],
  cap: ['Highest multiplier', ({ settings }) => String(settings.cap ?? '')],
  dwellS: ['Dwelled after', ({ settings }) => (settings.dwellS ? `${settings.dwellS} s` : 'never')],
  keepsHaulsInside: ['Keeps hauls inside', ({ settings }) => yesNo(settings.keepsHaulsInside)],
  geometry: ['Outline', ({ geometry }) => writeOutline(outlineOf(geometry))],
} as const satisfies Record<string, [string, (zone: Zone | TypedZone) => string]>

/** Where what was typed and drawn differs from the zone as it is. */
export function differences(current: Zone, typed: TypedZone): Difference[] {
  return Object.entries(LABELED).flatMap(([name, [label, textOf]]) => {
    const [theirs, yours] = [textOf(current), textOf(typed)]
    if (theirs === yours) return []
    const corners = (text: string) => `${text.split('\n').filter(Boolean).length} corners, drawn otherwise`
    return name === 'geometry'
      ? [{ name, label, theirs: corners(theirs), yours: corners(yours) }]
      : [{ name, label, theirs, yours }]
  })
}

type Props = {
  zone: Zone | undefined
  kind: ZoneKind
  onKind: (kind: ZoneKind) => void
  errors: Record<string, string>
  isReadOnly: boolean
}

export const ZoneFields = ({ zone, kind, onKind, errors, isReadOnly }: Props) => (
  <fieldset className="zone-fields" disabled={isReadOnly}>
    {zone ? (
      <h2 className="zone-title">
        {zone.name}{' '}
        <span className="muted">
          {zoneKindLabel(kind)}
          {isReadOnly && ', removed'}
        </span>
      </h2>
    ) : (
      <label>
        <span>Kind</span>
        <select value={kind} onChange={({ target }) => onKind(oneOf(ZONE_KINDS, target.value) ?? kind)}>
          {ZONE_KINDS.map((each) => (
            <option key={each} value={each}>
              {zoneKindLabel(each)}
            </option>
          ))}
        </select>
      </label>
    )}
    <TextField label="Name" name="name" defaultValue={zone?.name} error={errors.name} />
    {kind === 'surge_cap' && (
      <TextField
        label="Highest multiplier"
        hint="From 1 to 10"
        name="cap"
        inputMode="decimal"
        defaultValue={zone?.settings.cap ?? CAP_DEFAULT}
        error={errors['settings.cap']}
      />
    )}
    {kind === 'geofence' && (
      <TextField
        label="Dwelled after, s"
        hint="From 10 on; empty, dwelling is not told"
        name="dwellS"
        inputMode="numeric"
        defaultValue={zone?.settings.dwellS ?? ''}
        error={errors['settings.dwellS']}
      />
    )}
    {kind === 'service_area' && (
      <label className="check">
        <input type="checkbox" name="keepsHaulsInside" defaultChecked={zone?.settings.keepsHaulsInside} />
        Drop-off and stops must lie in service areas, too
      </label>
    )}
    {kind !== 'surge_cap' && <Classes chosen={zone?.vehicleClasses ?? []} error={errors.vehicleClasses} />}
    <label className="check">
      <input type="checkbox" name="isActive" defaultChecked={zone?.isActive ?? true} />
      In force
    </label>
  </fieldset>
)

const Classes = ({ chosen, error }: { chosen: readonly string[]; error: string | undefined }) => (
  <fieldset className="zone-classes">
    <legend>
      Vehicle classes <span className="muted">none chosen: all</span>
    </legend>
    {VEHICLE_CLASSES.map((each) => (
      <label key={each} className="check">
        <input type="checkbox" name="vehicleClasses" value={each} defaultChecked={chosen.includes(each)} />
        {vehicleClassLabel(each)}
      </label>
    ))}
    {error && <small className="field-error">{error}</small>}
  </fieldset>
)
