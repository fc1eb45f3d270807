import { Elysia, t } from 'elysia'
import { fleetFilters, sortedPageQuery } from '../admin/keyset.ts'
import { setAvailability } from '../availability/set-availability.ts'
import { bookingSchema } from '../booking/views.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import { describeCsv } from '../platform/http/csv.ts'
import { CSV_PAGE_MAX, csvOfAllWhereWanted } from '../platform/http/csv-of-all.ts'
import { queryInteger, queryNumber } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  idParams,
  idSchema,
  nullable,
  object,
  pageOf,
  textSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { DRIVER_SORTS, listDrivers, readDriverCard } from './list-drivers.ts'
import { readNearby } from './read-nearby.ts'
import { readBbox, readSnapshot } from './read-snapshot.ts'
import { readTrack, TRACK_POINTS_MAX } from './read-track.ts'
import { recordPositions } from './record-positions.ts'
import {
  approvalSchema,
  DRIVER_COLUMNS,
  driverRow,
  driverSchema,
  driverStatusSchema,
  mapDriverSchema,
  placeSchema,
  positionsSchema,
  rejectedSchema,
} from './views.ts'

const NEARBY_MAX = 50
const NEARBY_DEFAULT = 10
const nearSchema = object({
  driverId: t.Optional(idSchema),
  lat: t.Number(),
  lng: t.Number(),
  distanceM: t.Integer(),
  etaS: t.Integer(),
})
const trackPointSchema = object({
  lat: t.Number(),
  lng: t.Number(),
  speedMps: nullable(t.Number()),
  headingDeg: nullable(t.Number()),
  recordedAt: timeSchema,
})
const tags = ['Tracking']

export const trackingRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'tracking.routes', normalize: false })
    .use(http)
    .put('/v1/driver/availability', ({ context, body }) => setAvailability(context, body), {
      access: only(['driver'], LIMITS.write),
      body: object({ status: driverStatusSchema, position: t.Optional(placeSchema) }),
      response: { 200: object({ status: driverStatusSchema, rejected: rejectedSchema }) },
      raises: ['driver_not_approved', 'vehicle_missing', 'documents_invalid', 'booking_active'],
      detail: {
        tags: ['Availability'],
        summary: 'Go on duty, pause or go off duty; `rejected` tells why a position was not taken',
      },
    })
    .post('/v1/driver/positions', ({ context, body }) => recordPositions(context, body.positions), {
      access: only(['driver'], LIMITS.positions),
      body: object({ positions: positionsSchema }),
      response: { 200: object({ accepted: t.Integer(), rejected: rejectedSchema }) },
      raises: ['driver_not_approved'],
      detail: { tags, summary: 'Report positions; each bad one is rejected with its reason' },
    })
    .get(
      '/v1/drivers/nearby',
      ({ context, query: { limit = NEARBY_DEFAULT, ...query } }) => ({
        items: readNearby(context, { ...query, limit }),
        nextCursor: null,
      }),
      {
        access: only(['customer', 'operator', 'admin']),
        query: object({
          lat: queryNumber({ minimum: -90, maximum: 90, examples: [12.9716] }),
          lng: queryNumber({ minimum: -180, maximum: 180, examples: [77.5946] }),
          vehicleClass: vehicleClassSchema,
          limit: t.Optional(queryInteger({ minimum: 1, maximum: NEARBY_MAX, default: NEARBY_DEFAULT })),
        }),
        response: { 200: object({ items: t.Array(nearSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'The nearest available drivers, nearest first' },
      },
    )
    .get('/v1/drivers', ({ context, query }) => listDrivers(context, query), {
      access: operators(),
      raises: ['cursor_invalid'],
      query: object({
        ...sortedPageQuery(DRIVER_SORTS),
        status: t.Optional(driverStatusSchema),
        approval: t.Optional(approvalSchema),
        vehicleClass: t.Optional(vehicleClassSchema),
        ...fleetFilters,
        q: t.Optional(textSchema(60)),
      }),
      mapResponse: ({ headers, query, context, responseValue }) =>
        csvOfAllWhereWanted(headers.accept, DRIVER_COLUMNS, responseValue, {
          rowsOf: (items) => items.map(driverRow),
          readNext: (cursor) => listDrivers(context, { ...query, limit: CSV_PAGE_MAX, cursor }),
        }),
      response: { 200: pageOf(driverSchema) },
      detail: {
        tags,
        summary:
          'Drivers, sorted as asked; `q` looks in name, phone, e-mail address and plate; as text/csv this page and all after it',
        responses: describeCsv(DRIVER_COLUMNS),
      },
    })
    .get('/v1/drivers/:id', ({ context, params }) => readDriverCard(context, params.id), {
      access: operators(),
      params: idParams,
      response: { 200: driverSchema },
      raises: ['not_found'],
      detail: { tags, summary: 'One driver, with their place' },
    })
    .get(
      '/v1/drivers/:id/track',
      ({ context, params, query: { from, to, limit = TRACK_POINTS_MAX, cursor } }) =>
        readTrack(context, {
          driverId: params.id,
          from: new Date(from),
          to: new Date(to),
          limit,
          ...(cursor && { cursor: new Date(cursor) }),
        }),
      {
        access: operators(),
        params: idParams,
        query: object({
          from: timeSchema,
          to: timeSchema,
          limit: t.Optional(
            queryInteger({ minimum: 1, maximum: TRACK_POINTS_MAX, default: TRACK_POINTS_MAX }),
          ),
          cursor: t.Optional(timeSchema),
        }),
        response: { 200: pageOf(trackPointSchema) },
        raises: ['period_invalid', 'not_found'],
        detail: {
          tags,
          summary: `A driver's track in a period, in pages of up to ${TRACK_POINTS_MAX} points`,
        },
      },
    )
    .get(
      '/v1/ops/snapshot',
      ({ context, query: { bbox } }) => readSnapshot(context, bbox ? { bbox: readBbox(bbox) } : {}),
      {
        access: operators(),
        query: object({
          bbox: t.Optional(
            t.String({
              maxLength: 100,
              description: 'west,south,east,north: only drivers within',
              examples: ['77.45,12.83,77.78,13.10'],
            }),
          ),
        }),
        response: {
          200: object({
            drivers: t.Array(mapDriverSchema),
            bookings: t.Array(bookingSchema),
            surge: t.Array(object({ cell: t.String(), multiplier: t.Number() })),
          }),
        },
        raises: ['bbox_invalid'],
        detail: {
          tags: ['Operations'],
          summary: 'What the live map starts from: drivers, open bookings, surge',
        },
      },
    )
