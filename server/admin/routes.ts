import { Elysia, t } from 'elysia'
import { ACCOUNT_STATUSES, accountSchema } from '../identity/account-view.ts'
import { LIMITS, only } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, object, oneOf, pageOf, textSchema } from '../platform/http/schemas.ts'
import { changeDriver } from './change-driver.ts'
import { changeDriverBody, driverSchema, driverView } from './driver-view.ts'
import { fleetRoutes } from './fleet-routes.ts'
import { listDeadLetters, listUsers, readDeadLetter, readUser } from './list-records.ts'
import { idPageQuery } from './page.ts'
import { readDriver } from './read-driver.ts'
import { deadLetterSchema } from './record-schemas.ts'
import { retryDeadLetter } from './retry-dead-letter.ts'
import { simulatorRoutes } from './simulator/routes.ts'
import { vehicleRoutes } from './vehicle-routes.ts'

const tags = ['Administration']
const mayRead = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)

export const adminRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'admin.routes', normalize: false })
    .use(http)
    .use(vehicleRoutes(http))
    .use(fleetRoutes(http))
    .use(simulatorRoutes(http))
    .get(
      '/v1/admin/drivers/:id',
      async ({ context, params }) => driverView(await readDriver(context, params.id)),
      {
        access: mayRead,
        raises: ['not_found'],
        params: idParams,
        response: { 200: driverSchema },
        detail: { tags, summary: 'One driver: approval and vehicle' },
      },
    )
    .patch(
      '/v1/admin/drivers/:id',
      ({ context, params, body }) => changeDriver(context, { ...body, id: params.id }),
      {
        access: mayWrite,
        raises: [
          'not_found',
          'nothing_to_change',
          'vehicle_assigned',
          'vehicle_retired',
          'driver_busy',
          'version_mismatch',
        ],
        params: idParams,
        body: changeDriverBody,
        response: { 200: driverSchema },
        detail: { tags, summary: 'Approve or suspend a driver, give or take a vehicle' },
      },
    )
    .get('/v1/admin/users', ({ context, query }) => listUsers(context, query), {
      access: mayRead,
      query: object({
        ...idPageQuery,
        role: t.Optional(accountSchema.properties.role),
        status: t.Optional(oneOf(ACCOUNT_STATUSES)),
        q: t.Optional(textSchema(60)),
      }),
      response: { 200: pageOf(accountSchema) },
      detail: { tags, summary: 'Accounts, newest first; `q` looks in name, address and telephone number' },
    })
    .get('/v1/admin/users/:id', ({ context, params }) => readUser(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: accountSchema },
      detail: { tags, summary: 'One account' },
    })
    .get('/v1/admin/dead-letters', ({ context, query }) => listDeadLetters(context, query), {
      access: mayRead,
      query: object({ ...idPageQuery, state: t.Optional(oneOf(['waiting', 'retried'])) }),
      response: { 200: pageOf(deadLetterSchema) },
      detail: { tags, summary: 'Events that no retry could handle, newest first' },
    })
    .get('/v1/admin/dead-letters/:id', ({ context, params }) => readDeadLetter(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: deadLetterSchema },
      detail: { tags, summary: 'One event that no retry could handle' },
    })
    .post(
      '/v1/admin/dead-letters/:id/retry',
      async ({ context, params, status }) => {
        await retryDeadLetter(context, { id: params.id })
        return status(204, undefined)
      },
      {
        access: mayWrite,
        raises: ['not_found', 'already_retried'],
        params: idParams,
        response: { 204: t.Void() },
        detail: { tags, summary: 'Hand an event back to its consumer' },
      },
    )
