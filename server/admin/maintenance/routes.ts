import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../../platform/http/access.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idParams, idSchema, object, pageOf, timeSchema } from '../../platform/http/schemas.ts'
import { idPageQuery } from '../page.ts'
import { listMaintenance } from './list-maintenance.ts'
import {
  changeMaintenanceBody,
  maintenanceSchema,
  maintenanceStateSchema,
  newMaintenanceBody,
} from './maintenance-view.ts'
import { cancelMaintenance, changeMaintenance, endMaintenance, planMaintenance } from './plan-maintenance.ts'

const tags = ['Administration']
const mayRead = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)
const filters = {
  ...idPageQuery,
  state: t.Optional(maintenanceStateSchema),
  from: t.Optional(timeSchema),
  to: t.Optional(timeSchema),
}

export const maintenanceRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'maintenance.routes', normalize: false })
    .use(http)
    .get('/v1/admin/maintenance', ({ context, query }) => listMaintenance(context, query), {
      access: mayRead,
      query: object({ ...filters, vehicleId: t.Optional(idSchema) }),
      response: { 200: pageOf(maintenanceSchema) },
      detail: { tags, summary: 'Maintenance of the fleet that touches a period, newest first' },
    })
    .get(
      '/v1/admin/vehicles/:id/maintenance',
      ({ context, params, query }) => listMaintenance(context, { ...query, vehicleId: params.id }),
      {
        access: mayRead,
        params: idParams,
        query: object(filters),
        response: { 200: pageOf(maintenanceSchema) },
        detail: { tags, summary: "A vehicle's maintenance, newest first" },
      },
    )
    .post(
      '/v1/admin/vehicles/:id/maintenance',
      async ({ context, params, body, status }) =>
        status(201, await planMaintenance(context, { ...body, vehicleId: params.id })),
      {
        access: mayWrite,
        raises: ['not_found', 'vehicle_retired', 'period_invalid', 'maintenance_overlaps'],
        params: idParams,
        body: newMaintenanceBody,
        response: { 201: maintenanceSchema },
        detail: { tags, summary: 'Plan maintenance, or begin it: the vehicle is not matched while it lasts' },
      },
    )
    .patch(
      '/v1/admin/maintenance/:id',
      ({ context, params, body }) => changeMaintenance(context, { ...body, id: params.id }),
      {
        access: mayWrite,
        raises: [
          'not_found',
          'nothing_to_change',
          'version_mismatch',
          'vehicle_retired',
          'maintenance_not_planned',
          'period_invalid',
          'maintenance_overlaps',
        ],
        params: idParams,
        body: changeMaintenanceBody,
        response: { 200: maintenanceSchema },
        detail: { tags, summary: 'Change planned maintenance, or the end of what is under way' },
      },
    )
    .post('/v1/admin/maintenance/:id/cancel', ({ context, params }) => cancelMaintenance(context, params), {
      access: mayWrite,
      raises: ['not_found', 'vehicle_retired', 'maintenance_not_planned'],
      params: idParams,
      response: { 200: maintenanceSchema },
      detail: { tags, summary: 'Call planned maintenance off' },
    })
    .post('/v1/admin/maintenance/:id/end', ({ context, params }) => endMaintenance(context, params), {
      access: mayWrite,
      raises: ['not_found', 'vehicle_retired', 'maintenance_not_under_way'],
      params: idParams,
      response: { 200: maintenanceSchema },
      detail: { tags, summary: 'End maintenance early: the vehicle is back in service' },
    })
