import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../platform/http/access.ts'
import { describeCsv } from '../platform/http/csv.ts'
import { CSV_PAGE_MAX, csvOfAllWhereWanted } from '../platform/http/csv-of-all.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, object, pageOf, textSchema, vehicleClassSchema } from '../platform/http/schemas.ts'
import { changeVehicle } from './change-vehicle.ts'
import { createVehicle } from './create-vehicle.ts'
import { fleetFilters, sortedPageQuery } from './keyset.ts'
import { readVehicleFitness, vehicleFitnessSchema } from './read-fitness.ts'
import { listVehicles, readVehicle, VEHICLE_SORTS } from './read-vehicles.ts'
import { retireVehicle } from './retire-vehicle.ts'
import { changeVehicleBody, createVehicleBody, vehicleSchema, vehicleStatusSchema } from './vehicle-view.ts'

const tags = ['Administration']
const mayRead = only(['admin'])
const COLUMNS = Object.keys(vehicleSchema.properties)
const mayWrite = only(['admin'], LIMITS.write)

export const vehicleRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'vehicle.routes', normalize: false })
    .use(http)
    .get('/v1/admin/vehicles', ({ context, query }) => listVehicles(context, query), {
      access: mayRead,
      raises: ['cursor_invalid'],
      query: object({
        ...sortedPageQuery(VEHICLE_SORTS),
        ...fleetFilters,
        class: t.Optional(vehicleClassSchema),
        status: t.Optional(vehicleStatusSchema),
        q: t.Optional(textSchema(60)),
      }),
      mapResponse: ({ headers, query, context, responseValue }) =>
        csvOfAllWhereWanted(headers.accept, COLUMNS, responseValue, {
          rowsOf: (items) => items,
          readNext: (cursor) => listVehicles(context, { ...query, limit: CSV_PAGE_MAX, cursor }),
        }),
      response: { 200: pageOf(vehicleSchema) },
      detail: {
        tags,
        summary:
          'Vehicles, sorted as asked; `q` looks in plate, make and model; as text/csv this page and all after it',
        responses: describeCsv(COLUMNS),
      },
    })
    .post(
      '/v1/admin/vehicles',
      async ({ context, body, status }) => status(201, await createVehicle(context, body)),
      {
        access: mayWrite,
        raises: ['plate_taken'],
        body: createVehicleBody,
        response: { 201: vehicleSchema },
        detail: { tags, summary: 'Add a vehicle' },
      },
    )
    .get('/v1/admin/vehicles/:id', ({ context, params }) => readVehicle(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: vehicleSchema },
      detail: { tags, summary: 'One vehicle' },
    })
    .get('/v1/admin/vehicles/:id/fitness', ({ context, params }) => readVehicleFitness(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: vehicleFitnessSchema },
      detail: { tags, summary: 'What keeps a vehicle out of matching now' },
    })
    .patch(
      '/v1/admin/vehicles/:id',
      ({ context, params, body }) => changeVehicle(context, { ...body, id: params.id }),
      {
        access: mayWrite,
        raises: [
          'not_found',
          'nothing_to_change',
          'plate_taken',
          'vehicle_retired',
          'vehicle_in_use',
          'version_mismatch',
        ],
        params: idParams,
        body: changeVehicleBody,
        response: { 200: vehicleSchema },
        detail: { tags, summary: 'Change a vehicle that nobody has changed meanwhile' },
      },
    )
    .post(
      '/v1/admin/vehicles/:id/retire',
      ({ context, params }) => retireVehicle(context, { id: params.id }),
      {
        access: mayWrite,
        raises: ['not_found', 'vehicle_retired', 'vehicle_in_use'],
        params: idParams,
        response: { 200: vehicleSchema },
        detail: { tags, summary: 'Take a vehicle out of the fleet for good' },
      },
    )
