import { Elysia } from 'elysia'
import { actorId } from '../platform/context.ts'
import { only, operators } from '../platform/http/access.ts'
import { csvWhereWanted, describeCsv } from '../platform/http/csv.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, object, pageOf, timeSchema } from '../platform/http/schemas.ts'
import {
  chargesSchema,
  earnedHaulSchema,
  earningsSchema,
  haulsQuery,
  STATEMENT_COLUMNS,
  statementQuery,
  statementSchema,
} from './earnings-views.ts'
import { listEarnedHauls } from './list-earned-hauls.ts'
import { readCharges } from './read-charges.ts'
import { readEarnings } from './read-earnings.ts'
import { readStatement } from './read-statement.ts'

const tags = ['Payments']
const period = ({ from, to }: { from: string; to: string }) => ({ from: new Date(from), to: new Date(to) })
const haulsOf = (query: typeof haulsQuery.static) => ({ ...query, ...period(query) })
const earnings = { query: object({ from: timeSchema, to: timeSchema }), response: { 200: earningsSchema } }
const hauls = { query: haulsQuery, response: { 200: pageOf(earnedHaulSchema) } }
type Statement = typeof statementSchema.static
const statement = {
  query: statementQuery,
  response: { 200: statementSchema },
  raises: ['period_invalid', 'not_found'] as const,
  mapResponse: (answer: { headers: Record<string, string | undefined>; responseValue: Statement }) =>
    csvWhereWanted(answer.headers.accept, STATEMENT_COLUMNS, answer.responseValue),
}
const describe = (summary: string) => ({ tags, summary })
const describeStatement = (summary: string) => ({ tags, summary, responses: describeCsv(STATEMENT_COLUMNS) })

/** What charges, earnings and accounts come to, for whom they are of and for operators. */
export const earningsRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'payments.earnings-routes', normalize: false })
    .use(http)
    .get('/v1/bookings/:id/charges', ({ context, params }) => readCharges(context, params.id), {
      access: only(['customer', 'operator', 'admin']),
      raises: ['not_found'],
      params: idParams,
      response: { 200: chargesSchema },
      detail: describe('What a booking cost its customer: fare, fees, cash paid, refunds'),
    })
    .get(
      '/v1/driver/earnings',
      ({ context, query }) => readEarnings(context, { driverId: actorId(context), ...period(query) }),
      {
        ...earnings,
        access: only(['driver']),
        raises: ['period_invalid', 'not_found'],
        detail: describe('What the driver earned in a period: in all, by day, and the balance at its end'),
      },
    )
    .get(
      '/v1/driver/earnings/hauls',
      ({ context, query }) => listEarnedHauls(context, { driverId: actorId(context), ...haulsOf(query) }),
      {
        ...hauls,
        access: only(['driver']),
        raises: ['period_invalid', 'not_found'],
        detail: describe('The bookings that the driver earned something by, newest first'),
      },
    )
    .get(
      '/v1/drivers/:id/earnings',
      ({ context, params, query }) => readEarnings(context, { driverId: params.id, ...period(query) }),
      {
        ...earnings,
        access: operators(),
        raises: ['period_invalid', 'not_found'],
        params: idParams,
        detail: describe('What a driver earned in a period: in all, by day, and the balance at its end'),
      },
    )
    .get(
      '/v1/drivers/:id/earnings/hauls',
      ({ context, params, query }) => listEarnedHauls(context, { driverId: params.id, ...haulsOf(query) }),
      {
        ...hauls,
        access: operators(),
        raises: ['period_invalid', 'not_found'],
        params: idParams,
        detail: describe('The bookings that a driver earned something by, newest first'),
      },
    )
    .get(
      '/v1/driver/statement',
      ({ context, query }) =>
        readStatement(context, { ...query, ownerId: actorId(context), party: 'driver' }),
      {
        ...statement,
        access: only(['driver']),
        detail: describeStatement("The driver's account in a period, line by line"),
      },
    )
    .get(
      '/v1/customer/statement',
      ({ context, query }) =>
        readStatement(context, { ...query, ownerId: actorId(context), party: 'customer' }),
      {
        ...statement,
        access: only(['customer']),
        detail: describeStatement("The customer's account in a period, line by line"),
      },
    )
    .get(
      '/v1/drivers/:id/statement',
      ({ context, params, query }) =>
        readStatement(context, { ...query, ownerId: params.id, party: 'driver' }),
      {
        ...statement,
        access: operators(),
        params: idParams,
        detail: describeStatement("A driver's account in a period, line by line"),
      },
    )
    .get(
      '/v1/customers/:id/statement',
      ({ context, params, query }) =>
        readStatement(context, { ...query, ownerId: params.id, party: 'customer' }),
      {
        ...statement,
        access: operators(),
        params: idParams,
        detail: describeStatement("A customer's account in a period, line by line"),
      },
    )
