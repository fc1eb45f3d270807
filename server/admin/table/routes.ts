import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../../platform/http/access.ts'
import { csvWhereWanted, describeCsv } from '../../platform/http/csv.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { object } from '../../platform/http/schemas.ts'
import { exportDrivers, exportVehicles } from './export-fleet.ts'
import { DRIVER_COLUMNS, driverRowSchema, importDrivers } from './import-drivers.ts'
import { importBody, importReportSchema } from './import-report.ts'
import { importVehicles, VEHICLE_COLUMNS, vehicleRowSchema } from './import-vehicles.ts'

const tags = ['Administration']
const access = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)
const vehicleExample = ['van', 'Tata', 'Ace', 2024, 'KA01AB1234', 750, 4]
const driverExample = ['ravi@example.com', 'Ravi Kumar', '+91 98450 00001', 'van']
const describe = (summary: string, columns: readonly string[]) => ({
  ...{ tags, summary },
  responses: describeCsv(columns),
})

/** The fleet as tables, out and in. */
export const tableRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'fleet-tables.routes', normalize: false })
    .use(http)
    .get(
      '/v1/admin/vehicles/export',
      async ({ context }) => ({ items: await exportVehicles(context), nextCursor: null }),
      {
        access,
        mapResponse: ({ headers, responseValue }) =>
          csvWhereWanted(headers.accept, VEHICLE_COLUMNS, responseValue),
        response: { 200: object({ items: t.Array(vehicleRowSchema), nextCursor: t.Null() }) },
        detail: describe('Every vehicle that is not retired, as the import takes it', VEHICLE_COLUMNS),
      },
    )
    .get(
      '/v1/admin/drivers/export',
      async ({ context }) => ({ items: await exportDrivers(context), nextCursor: null }),
      {
        access,
        mapResponse: ({ headers, responseValue }) =>
          csvWhereWanted(headers.accept, DRIVER_COLUMNS, responseValue),
        response: { 200: object({ items: t.Array(driverRowSchema), nextCursor: t.Null() }) },
        detail: describe('Every driver, as the import takes them', DRIVER_COLUMNS),
      },
    )
    .post('/v1/admin/vehicles/import', ({ context, body }) => importVehicles(context, body), {
      access: mayWrite,
      raises: ['import_invalid', 'plate_taken'],
      body: importBody(VEHICLE_COLUMNS, vehicleExample),
      response: { 200: importReportSchema },
      detail: { tags, summary: 'Take a table of vehicles by their plates, all of it or nothing' },
    })
    .post('/v1/admin/drivers/import', ({ context, body }) => importDrivers(context, body), {
      access: mayWrite,
      raises: ['import_invalid', 'email_taken'],
      body: importBody(DRIVER_COLUMNS, driverExample),
      response: { 200: importReportSchema },
      detail: { tags, summary: 'Take a table of drivers by their addresses, all of it or nothing' },
    })
