import { type Static, t } from 'elysia'
import { ZONE_KINDS, type ZoneGeometry } from '../../db/schema/zones.ts'
import { integer } from '../platform/http/numbers.ts'
import {
  filledTextSchema,
  idSchema,
  nullable,
  object,
  oneOf,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { POSITIONS_MAX } from './shape/read-geometry.ts'
import type { ZoneRow } from './zone-book.ts'

const PERMILLE = 1_000

const SQUARE: ZoneGeometry = {
  type: 'Polygon',
  coordinates: [
    [
      [77.57, 12.96],
      [77.61, 12.96],
      [77.61, 12.99],
      [77.57, 12.99],
      [77.57, 12.96],
    ],
  ],
}
/** As it is sent: every position is judged by its own name, so that the schema only knows that there is a list. */
const drawnSchema = object(
  {
    type: oneOf(['Polygon', 'MultiPolygon']),
    coordinates: t.Array(t.Unknown(), { maxItems: POSITIONS_MAX }),
  },
  {
    description: `GeoJSON (RFC 7946), positions as [longitude, latitude], at most ${POSITIONS_MAX}; rings closed, crossing and touching nowhere`,
    examples: [SQUARE],
  },
)
const ringSchema = t.Array(t.Array(t.Number(), { minItems: 2, maxItems: 2 }))
const geometrySchema = t.Union(
  [
    object({ type: t.Literal('Polygon'), coordinates: t.Array(ringSchema) }),
    object({ type: t.Literal('MultiPolygon'), coordinates: t.Array(t.Array(ringSchema)) }),
  ],
  { examples: [SQUARE] },
)
export const kindSchema = oneOf(ZONE_KINDS)
const settingsSchema = object(
  {
    keepsHaulsInside: t.Optional(
      t.Boolean({ description: 'Of a service area: drop-off and stops must lie in service areas, too' }),
    ),
    cap: t.Optional(
      t.Number({ minimum: 1, maximum: 10, description: 'Of a surge cap: the highest multiplier' }),
    ),
    dwellS: t.Optional(
      nullable(
        integer({
          minimum: 10,
          maximum: 604_800,
          description: 'Of a geofence: seconds inside until a driver has dwelled; null for never',
        }),
      ),
    ),
  },
  { description: 'What goes with the kind', examples: [{ keepsHaulsInside: false }] },
)
const classesSchema = nullable(
  t.Array(vehicleClassSchema, {
    minItems: 1,
    maxItems: 4,
    uniqueItems: true,
    description: 'It holds for these; null for all',
    examples: [['van', 'truck']],
  }),
)
/** When something that has not happened yet did. */
export const notYetSchema = t.Union([timeSchema, t.Null()], { examples: [null] })
const example = { kind: 'service_area', name: 'Bengaluru centre', geometry: SQUARE }

export const createZoneBody = object(
  {
    kind: kindSchema,
    name: filledTextSchema(120),
    geometry: drawnSchema,
    isActive: t.Optional(t.Boolean()),
    vehicleClasses: t.Optional(classesSchema),
    settings: t.Optional(settingsSchema),
  },
  { examples: [{ ...example, settings: { keepsHaulsInside: false } }] },
)
export const changeZoneBody = object(
  {
    name: t.Optional(filledTextSchema(120)),
    geometry: t.Optional(drawnSchema),
    isActive: t.Optional(t.Boolean()),
    vehicleClasses: t.Optional(classesSchema),
    settings: t.Optional(settingsSchema),
    version: integer({ minimum: 1, description: 'the version that the change is based on' }),
  },
  { examples: [{ version: 1, isActive: false }] },
)
const zoneFields = {
  id: idSchema,
  kind: kindSchema,
  name: t.String({ examples: ['Bengaluru centre'] }),
  isActive: t.Boolean(),
  vehicleClasses: classesSchema,
  settings: settingsSchema,
  bbox: t.Array(t.Number(), {
    minItems: 4,
    maxItems: 4,
    description: 'West, south, east, north',
    examples: [[77.57, 12.96, 77.61, 12.99]],
  }),
  areaM2: t.Integer({ examples: [14_453_122] }),
  markets: t.Array(t.String(), { examples: [['8460145ffffffff']] }),
  version: t.Integer(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  removedAt: notYetSchema,
}
export const zoneItemSchema = object(zoneFields)
export const zoneSchema = object({ ...zoneFields, geometry: geometrySchema })
export const featuresSchema = object({
  type: t.Literal('FeatureCollection'),
  features: t.Array(
    object({
      type: t.Literal('Feature'),
      id: idSchema,
      geometry: geometrySchema,
      properties: object({
        kind: kindSchema,
        name: zoneFields.name,
        vehicleClasses: classesSchema,
        settings: settingsSchema,
      }),
    }),
  ),
  isWhole: t.Boolean({ description: 'False when there are more than one answer holds' }),
})

export type NewZone = Static<typeof createZoneBody>
export type ZoneChange = Static<typeof changeZoneBody>
export type ZoneSettings = Static<typeof settingsSchema>

/** What an answer says of a row but for its geometry. */
export const zoneItemView = (row: Omit<ZoneRow, 'geometry'>): Static<typeof zoneItemSchema> => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  isActive: row.isActive,
  vehicleClasses: row.vehicleClasses,
  settings: settingsView(row),
  bbox: [row.west, row.south, row.east, row.north],
  areaM2: Math.round(row.areaM2),
  markets: row.markets,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  removedAt: row.removedAt?.toISOString() ?? null,
})

export const zoneView = (row: ZoneRow): Static<typeof zoneSchema> => ({
  ...zoneItemView(row),
  geometry: row.geometry,
})

export const featureView = (row: ZoneRow) => ({
  type: 'Feature' as const,
  id: row.id,
  geometry: row.geometry,
  properties: {
    kind: row.kind,
    name: row.name,
    vehicleClasses: row.vehicleClasses,
    settings: settingsView(row),
  },
})

const settingsView = ({
  kind,
  keepsHaulsInside,
  capPermille,
  dwellS,
}: Pick<ZoneRow, 'kind' | 'keepsHaulsInside' | 'capPermille' | 'dwellS'>): ZoneSettings => ({
  ...(keepsHaulsInside !== null && { keepsHaulsInside }),
  ...(capPermille !== null && { cap: capPermille / PERMILLE }),
  ...(kind === 'geofence' && { dwellS }),
})
