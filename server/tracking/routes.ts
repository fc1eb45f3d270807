import { and, asc, eq, gte, inArray, lt } from 'drizzle-orm'
import { Elysia, t } from 'elysia'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { bookings, surgeCells, tracks } from '../../db/schema/index.ts'
import { readDriver } from '../admin/read-driver.ts'
import { setAvailability } from '../availability/set-availability.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { bookingSchema, bookingView } from '../booking/views.ts'
import type { Context } from '../platform/context.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  idParams,
  idSchema,
  LIST_MAX,
  nullable,
  object,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import type { IndexedDriver } from './driver.ts'
import { solarHour } from './geo.ts'
import { recordPositions } from './record-positions.ts'

const POSITIONS_MAX = 100
const NEARBY_MAX = 50
const TRACK_POINTS_MAX = 5_000
const FRESH_MS = 60_000
const SNAPSHOT_BOOKINGS_MAX = 2_000
export const reportedPositionSchema = object({
  lat: t.Number(),
  lng: t.Number(),
  recordedAt: t.String({ maxLength: 40 }),
  speedMps: t.Optional(t.Number()),
  headingDeg: t.Optional(t.Number()),
  accuracyM: t.Optional(t.Number()),
})
export const positionsSchema = t.Array(reportedPositionSchema, { minItems: 1, maxItems: POSITIONS_MAX })
const statusSchema = t.Union([t.Literal('available'), t.Literal('paused'), t.Literal('offline')])
const nearSchema = object({
  driverId: t.Optional(idSchema),
  lat: t.Number(),
  lng: t.Number(),
  distanceM: t.Integer(),
  etaS: t.Integer(),
})
export const mapDriverSchema = object({
  id: idSchema,
  status: statusSchema,
  vehicleClass: vehicleClassSchema,
  bookingId: nullable(idSchema),
  lat: t.Number(),
  lng: t.Number(),
  headingDeg: nullable(t.Number()),
  recordedAt: timeSchema,
})
const tags = ['Tracking']

/** A driver as the live map shows them; null before their first position. */
export function mapDriver({ driverId, status, vehicleClass, bookingId, position }: IndexedDriver) {
  if (!position) return null
  const { lat, lng, headingDeg, recordedAtMs } = position
  return {
    id: driverId,
    status,
    vehicleClass,
    bookingId,
    lat,
    lng,
    headingDeg,
    recordedAt: new Date(recordedAtMs).toISOString(),
  }
}

export const trackingRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'tracking.routes', normalize: false })
    .use(http)
    .put(
      '/v1/driver/availability',
      async ({ context, body }) => {
        const result = await setAvailability(context, body.status)
        if (body.position) recordPositions(context, [body.position])
        return result
      },
      {
        access: only(['driver'], LIMITS.write),
        body: object({ status: statusSchema, position: t.Optional(reportedPositionSchema) }),
        response: { 200: object({ status: statusSchema }) },
        detail: { tags: ['Availability'], summary: 'Go on duty, pause or go off duty' },
      },
    )
    .post('/v1/driver/positions', ({ context, body }) => recordPositions(context, body.positions), {
      access: only(['driver'], LIMITS.positions),
      body: object({ positions: positionsSchema }),
      response: {
        200: object({
          accepted: t.Integer(),
          rejected: t.Array(object({ index: t.Integer(), reason: t.String() })),
        }),
      },
      detail: { tags, summary: 'Report positions; each bad one is rejected with its reason' },
    })
    .get(
      '/v1/drivers/nearby',
      ({ context, query }) => ({ items: nearby(context, query), nextCursor: null }),
      {
        access: only(['customer', 'operator', 'admin']),
        query: object({
          lat: t.Numeric({ minimum: -90, maximum: 90 }),
          lng: t.Numeric({ minimum: -180, maximum: 180 }),
          vehicleClass: vehicleClassSchema,
          limit: t.Optional(t.Numeric({ minimum: 1, maximum: NEARBY_MAX, multipleOf: 1 })),
        }),
        response: { 200: object({ items: t.Array(nearSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'The nearest available drivers, nearest first' },
      },
    )
    .get(
      '/v1/drivers/:id',
      async ({ context, params }) => {
        const { driver, user, vehicle } = await readDriver(context, params.id)
        const indexed = context.driverIndex.get(params.id)
        const place = indexed ? mapDriver(indexed) : null
        return {
          id: driver.userId,
          name: user.name,
          phone: user.phone,
          approval: driver.approval,
          vehicle: vehicle ? `${vehicle.make} ${vehicle.model}, ${vehicle.plate}` : null,
          place,
        }
      },
      {
        access: operators(),
        params: idParams,
        response: {
          200: object({
            id: idSchema,
            name: t.String(),
            phone: t.String(),
            approval: t.String(),
            vehicle: nullable(t.String()),
            place: nullable(mapDriverSchema),
          }),
        },
        detail: { tags, summary: 'One driver, with their place' },
      },
    )
    .get(
      '/v1/drivers/:id/track',
      async ({ context, params, query }) => {
        const period = and(
          gte(tracks.recordedAt, new Date(query.from)),
          lt(tracks.recordedAt, new Date(query.to)),
        )
        const rows = await context.db
          .select()
          .from(tracks)
          .where(and(eq(tracks.driverId, params.id), period))
          .orderBy(asc(tracks.recordedAt))
          .limit(TRACK_POINTS_MAX)
        return {
          points: rows.map(({ lat, lng, recordedAt }) => ({
            lat,
            lng,
            recordedAt: recordedAt.toISOString(),
          })),
        }
      },
      {
        access: operators(),
        params: idParams,
        query: object({ from: timeSchema, to: timeSchema }),
        response: {
          200: object({
            points: t.Array(object({ lat: t.Number(), lng: t.Number(), recordedAt: timeSchema })),
          }),
        },
        detail: { tags, summary: `A driver's track in a period, up to ${TRACK_POINTS_MAX} points` },
      },
    )
    .get('/v1/ops/snapshot', ({ context }) => readSnapshot(context), {
      access: operators(),
      response: {
        200: object({
          drivers: t.Array(mapDriverSchema),
          bookings: t.Array(bookingSchema),
          surge: t.Array(object({ cell: t.String(), multiplier: t.Number() })),
        }),
      },
      detail: {
        tags: ['Operations'],
        summary: 'What the live map starts from: drivers, open bookings, surge',
      },
    })

function nearby(
  context: Context,
  query: { lat: number; lng: number; vehicleClass: VehicleClass; limit?: number },
) {
  const now = context.clock.now()
  const { lat, lng, vehicleClass, limit = 10 } = query
  const freshAfterMs = now.getTime() - FRESH_MS
  const showsIdentity = context.actor.role !== 'customer'
  return context.driverIndex
    .nearest({ lat, lng, vehicleClass, k: Math.min(limit, LIST_MAX), freshAfterMs })
    .map((near) => {
      const { position } = context.driverIndex.get(near.driverId) as IndexedDriver & {
        position: { lat: number; lng: number }
      }
      return {
        ...(showsIdentity ? { driverId: near.driverId } : {}),
        lat: position.lat,
        lng: position.lng,
        distanceM: Math.round(near.distanceM),
        etaS: context.routing.etaS(position, { lat, lng }, vehicleClass, solarHour(lng, now)),
      }
    })
}

async function readSnapshot(context: Context) {
  const open = inArray(bookings.state, ['searching', ...ACTIVE_STATES])
  const [rows, surge] = await Promise.all([
    context.db.select().from(bookings).where(open).orderBy(asc(bookings.id)).limit(SNAPSHOT_BOOKINGS_MAX),
    context.db.select().from(surgeCells),
  ])
  const drivers = [...context.driverIndex.all()]
    .filter((driver) => driver.status !== 'offline')
    .map(mapDriver)
  return {
    drivers: drivers.filter((driver) => driver !== null),
    bookings: rows.map(bookingView),
    surge: surge.map(({ cell, multiplierPermille }) => ({ cell, multiplier: multiplierPermille / 1_000 })),
  }
}
