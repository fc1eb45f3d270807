import { Elysia, t } from 'elysia'
import { VISIT_ENDS } from '../../db/schema/zones.ts'
import { idPageQuery } from '../admin/page.ts'
import type { Context } from '../platform/context.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import { describeCsv } from '../platform/http/csv.ts'
import { CSV_PAGE_MAX, csvOfAllWhereWanted } from '../platform/http/csv-of-all.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  idParams,
  idSchema,
  nullable,
  object,
  oneOf,
  pageOf,
  textSchema,
  timeSchema,
} from '../platform/http/schemas.ts'
import { readBbox } from '../tracking/read-snapshot.ts'
import { changeZone, removeZone } from './change-zone.ts'
import { createZone } from './create-zone.ts'
import { listVisits, VISIT_COLUMNS } from './list-visits.ts'
import { listZones, readFeatures, readZone, ZONE_STATES } from './read-zones.ts'
import {
  changeZoneBody,
  createZoneBody,
  featuresSchema,
  kindSchema,
  notYetSchema,
  zoneItemSchema,
  zoneSchema,
} from './zone-view.ts'

const tags = ['Zones']
const mayRead = operators()
const mayWrite = only(['admin'], LIMITS.write)

const bboxQuery = t.Optional(
  t.String({
    maxLength: 100,
    description: 'west,south,east,north: only zones whose own box meets it',
    examples: ['77.45,12.83,77.78,13.10'],
  }),
)
const withBox = <Query extends { bbox?: string }>({ bbox, ...query }: Query) => ({
  ...query,
  ...(bbox && { bbox: readBbox(bbox) }),
})
const visitSchema = object({
  id: idSchema,
  zoneId: idSchema,
  zone: t.String({ description: 'Its name', examples: ['Whitefield depot'] }),
  driverId: idSchema,
  bookingId: nullable(idSchema),
  enteredAt: t.String({ ...timeSchema, examples: ['2026-03-02T09:31:10.000Z'] }),
  dwelledAt: notYetSchema,
  leftAt: notYetSchema,
  endedBy: nullable(oneOf(VISIT_ENDS)),
})
const visitQuery = {
  ...idPageQuery,
  driverId: t.Optional(idSchema),
  bookingId: t.Optional(idSchema),
  state: t.Optional(oneOf(['open', 'ended'])),
  from: t.Optional(timeSchema),
  to: t.Optional(timeSchema),
}
const withState = <Query extends { state?: 'open' | 'ended' }>({ state, ...query }: Query) => ({
  ...query,
  ...(state && { isOpen: state === 'open' }),
})

/** For a table of all visits: those after the page that was read. */
const visitsAfter = (context: Context, filter: Parameters<typeof listVisits>[1]) => ({
  rowsOf: (items: readonly Visit[]) => items,
  readNext: (cursor: string) => listVisits(context, { ...filter, limit: CSV_PAGE_MAX, cursor }),
})
type Visit = Awaited<ReturnType<typeof listVisits>>['items'][number]

/** Areas that somebody draws, and who has been in them. */
export const zoneRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'zone.routes', normalize: false })
    .use(http)
    .get('/v1/admin/zones', ({ context, query }) => listZones(context, withBox(query)), {
      access: mayRead,
      raises: ['bbox_invalid'],
      query: object({
        ...idPageQuery,
        kind: t.Optional(kindSchema),
        state: t.Optional(oneOf(ZONE_STATES)),
        market: t.Optional(textSchema(20)),
        q: t.Optional(textSchema(60)),
        bbox: bboxQuery,
      }),
      response: { 200: pageOf(zoneItemSchema) },
      detail: { tags, summary: 'Zones without their geometry, newest first; `q` looks in the name' },
    })
    .post(
      '/v1/admin/zones',
      async ({ context, body, status }) => status(201, await createZone(context, body)),
      {
        access: mayWrite,
        raises: ['geometry_invalid', 'zone_settings_invalid'],
        body: createZoneBody,
        response: { 201: zoneSchema },
        detail: { tags, summary: 'Draw a service area, no-go area, surge cap or geofence' },
      },
    )
    .get('/v1/admin/zones/:id', ({ context, params }) => readZone(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: zoneSchema },
      detail: { tags, summary: 'One zone with its geometry' },
    })
    .patch(
      '/v1/admin/zones/:id',
      ({ context, params, body }) => changeZone(context, { ...body, id: params.id }),
      {
        access: mayWrite,
        raises: [
          'not_found',
          'zone_removed',
          'version_mismatch',
          'nothing_to_change',
          'geometry_invalid',
          'zone_settings_invalid',
        ],
        params: idParams,
        body: changeZoneBody,
        response: { 200: zoneSchema },
        detail: { tags, summary: 'Change a zone that nobody has changed meanwhile' },
      },
    )
    .post('/v1/admin/zones/:id/remove', ({ context, params }) => removeZone(context, params), {
      access: mayWrite,
      raises: ['not_found', 'zone_removed'],
      params: idParams,
      response: { 200: zoneSchema },
      detail: { tags, summary: 'End a zone for good; its history stays' },
    })
    .get(
      '/v1/admin/zones/:id/visits',
      ({ context, params, query }) => listVisits(context, { ...withState(query), zoneId: params.id }),
      {
        access: mayRead,
        raises: ['not_found', 'period_invalid'],
        params: idParams,
        query: object(visitQuery),
        mapResponse: ({ headers, context, params, query, responseValue }) =>
          csvOfAllWhereWanted(
            headers.accept,
            VISIT_COLUMNS,
            responseValue,
            visitsAfter(context, { ...withState(query), zoneId: params.id }),
          ),
        response: { 200: pageOf(visitSchema) },
        detail: {
          tags,
          summary: 'Who has been in a geofence, the latest first; as text/csv this page and all after it',
          responses: describeCsv(VISIT_COLUMNS),
        },
      },
    )
    .get('/v1/admin/zone-visits', ({ context, query }) => listVisits(context, withState(query)), {
      access: mayRead,
      raises: ['period_invalid'],
      query: object(visitQuery),
      mapResponse: ({ headers, context, query, responseValue }) =>
        csvOfAllWhereWanted(
          headers.accept,
          VISIT_COLUMNS,
          responseValue,
          visitsAfter(context, withState(query)),
        ),
      response: { 200: pageOf(visitSchema) },
      detail: {
        tags,
        summary:
          'Visits of all geofences, of a driver or a booking, the latest first; as text/csv this page and all after it',
        responses: describeCsv(VISIT_COLUMNS),
      },
    })
    .get('/v1/ops/zones', ({ context, query }) => readFeatures(context, withBox(query)), {
      access: mayRead,
      raises: ['bbox_invalid'],
      query: object({ kind: t.Optional(kindSchema), bbox: bboxQuery }),
      response: { 200: featuresSchema },
      detail: { tags: ['Operations'], summary: 'Active zones as GeoJSON, for a map' },
    })
