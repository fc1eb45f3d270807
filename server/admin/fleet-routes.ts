import { Elysia } from 'elysia'
import { invitationSchema } from '../identity/invitation.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import { describeCsv } from '../platform/http/csv.ts'
import { CSV_PAGE_MAX, csvOfAllWhereWanted } from '../platform/http/csv-of-all.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, object, pageOf } from '../platform/http/schemas.ts'
import { documentRoutes } from './documents/routes.ts'
import { inviteDriver } from './invite-driver.ts'
import { assignmentSchema, listAssignments } from './list-assignments.ts'
import { AUDIT_COLUMNS, auditQuery, auditRows, auditSchema, listAudit, readAudit } from './list-audit.ts'
import { maintenanceRoutes } from './maintenance/routes.ts'
import { idPageQuery } from './page.ts'
import { driverFitnessSchema, readDriverFitness } from './read-fitness.ts'
import { tableRoutes } from './table/routes.ts'

const tags = ['Administration']
const access = only(['admin'])
const history = {
  access,
  params: idParams,
  query: object(idPageQuery),
  response: { 200: pageOf(assignmentSchema) },
}

/** What becomes of vehicles and drivers over time: maintenance, papers, who had what, tables, and who changed it. */
export const fleetRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'fleet.routes', normalize: false })
    .use(http)
    .use(maintenanceRoutes(http))
    .use(documentRoutes(http))
    .use(tableRoutes(http))
    .get(
      '/v1/admin/vehicles/:id/assignments',
      ({ context, params, query }) => listAssignments(context, { ...query, vehicleId: params.id }),
      { ...history, detail: { tags, summary: 'Who had the vehicle, and when, newest first' } },
    )
    .get(
      '/v1/admin/drivers/:id/assignments',
      ({ context, params, query }) => listAssignments(context, { ...query, driverId: params.id }),
      { ...history, detail: { tags, summary: 'Which vehicles the driver had, and when, newest first' } },
    )
    .get('/v1/drivers/:id/fitness', ({ context, params }) => readDriverFitness(context, params.id), {
      access: operators(),
      raises: ['not_found'],
      params: idParams,
      response: { 200: driverFitnessSchema },
      detail: { tags, summary: 'What keeps a driver out of matching now, and what they have in hand' },
    })
    .post(
      '/v1/admin/drivers/:id/invite',
      async ({ context, params, status }) => status(201, await inviteDriver(context, params)),
      {
        access: only(['admin'], LIMITS.write),
        raises: ['not_found'],
        params: idParams,
        response: { 201: invitationSchema },
        detail: { tags, summary: 'Make what a driver sets their own password by, once' },
      },
    )
    .get('/v1/admin/audit', ({ context, query }) => listAudit(context, query), {
      access,
      query: auditQuery,
      mapResponse: ({ headers, query, context, responseValue }) =>
        csvOfAllWhereWanted(headers.accept, AUDIT_COLUMNS, responseValue, {
          rowsOf: auditRows,
          readNext: (cursor) => listAudit(context, { ...query, limit: CSV_PAGE_MAX, cursor }),
        }),
      response: { 200: pageOf(auditSchema) },
      detail: {
        tags,
        summary:
          'Who changed what, when and from where, before and after, newest first; as text/csv this page and all after it',
        responses: describeCsv(AUDIT_COLUMNS),
      },
    })
    .get('/v1/admin/audit/:id', ({ context, params }) => readAudit(context, params.id), {
      access,
      raises: ['not_found'],
      params: idParams,
      response: { 200: auditSchema },
      detail: { tags, summary: 'One entry of the audit log' },
    })
