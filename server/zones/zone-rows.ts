import type { ZoneKind } from '../../db/schema/zones.ts'
import { DomainError } from '../errors.ts'
import { marketsOf } from './cover/touches-cell.ts'
import { type DrawnGeometry, readGeometry } from './shape/read-geometry.ts'
import { ZoneShape } from './shape/zone-shape.ts'
import type { ZoneRow } from './zone-book.ts'
import type { ZoneSettings } from './zone-view.ts'

const PERMILLE = 1_000
const SETTINGS_OF: Record<ZoneKind, readonly (keyof ZoneSettings)[]> = {
  service_area: ['keepsHaulsInside'],
  no_go: [],
  surge_cap: ['cap'],
  geofence: ['dwellS'],
}

/** The columns that a drawn geometry fills. @throws DomainError geometry_invalid. */
export function geometryColumns(drawn: DrawnGeometry) {
  const { geometry, areaM2 } = readGeometry(drawn)
  const shape = new ZoneShape(geometry)
  return { geometry, areaM2, ...shape.box, markets: marketsOf(shape) }
}

/** The columns that settings fill. @throws DomainError zone_settings_invalid: names each that its kind does not have, or misses. */
export function settingsColumns(kind: ZoneKind, settings: ZoneSettings) {
  const known = SETTINGS_OF[kind]
  const fields = (Object.keys(settings) as (keyof ZoneSettings)[])
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: `settings.${name}`, message: `A zone of kind ${kind} has no such setting.` }))
  if (kind === 'surge_cap' && settings.cap === undefined)
    fields.push({ path: 'settings.cap', message: 'A surge cap says how high a multiplier may be.' })
  if (fields.length > 0) throw invalidSettings(fields)
  return {
    keepsHaulsInside: kind === 'service_area' ? (settings.keepsHaulsInside ?? false) : null,
    capPermille: settings.cap === undefined ? null : Math.round(settings.cap * PERMILLE),
    dwellS: settings.dwellS ?? null,
  }
}

/** All classes share a multiplier. @throws DomainError zone_settings_invalid for a surge cap of some classes. */
export function assertClasses(kind: ZoneKind, vehicleClasses: ZoneRow['vehicleClasses']): void {
  if (kind !== 'surge_cap' || vehicleClasses === null) return
  throw invalidSettings([{ path: 'vehicleClasses', message: 'A surge cap holds for all classes.' }])
}

const invalidSettings = (fields: { path: string; message: string }[]) =>
  new DomainError('invalid', 'zone_settings_invalid', 'The settings do not go with the kind.', { fields })
