import { Elysia, t } from 'elysia'
import { ACCOUNT_KINDS } from '../../db/schema/ledger.ts'
import { idPageQuery } from '../admin/page.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import { csvWhereWanted, describeCsv } from '../platform/http/csv.ts'
import { integer } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idSchema, object, oneOf, pageOf, timeSchema, vehicleClassSchema } from '../platform/http/schemas.ts'
import { listCommissions, setCommission } from './commission-terms.ts'
import { currencySchema, type EntryView, entrySchema, kindSchema } from './entry-view.ts'
import { BALANCE_EXAMPLE, COMMISSION_EXAMPLE } from './examples.ts'
import { listEntries, readTrialBalance } from './read-entries.ts'

const marketSchema = t.String({ pattern: '^[0-9a-f]{15}$', description: 'An H3 cell' })
const permille = (description: string, example: number) =>
  integer({ minimum: 0, maximum: 1_000, description, examples: [example] })
const shareFields = {
  market: marketSchema,
  vehicleClass: vehicleClassSchema,
  sharePermille: permille('Of the fare, in thousandths, rounded down to the minor unit', 200),
  taxPermille: permille('Of the commission before it, in thousandths; the commission holds it', 180),
}
const commissionSchema = object(
  {
    id: idSchema,
    ...shareFields,
    version: t.Integer(),
    startsAt: timeSchema,
    createdBy: idSchema,
    createdAt: timeSchema,
  },
  { examples: [COMMISSION_EXAMPLE] },
)
const balanceSchema = object(
  {
    account: oneOf(ACCOUNT_KINDS),
    currency: currencySchema,
    amount: t.Integer({ description: 'Minor units: a debit above zero, a credit below' }),
  },
  { examples: [BALANCE_EXAMPLE] },
)
const BALANCE_COLUMNS = Object.keys(balanceSchema.properties)
const POSTING_COLUMNS = [
  ...['entryId', 'kind', 'postedAt', 'account', 'ownerId', 'currency', 'amount'],
  ...['bookingId', 'invoiceId', 'reversesId', 'actorId', 'reason'],
]
const tags = ['Payments']

/** One row a posting. */
const postingRows = (entries: readonly EntryView[]) =>
  entries.flatMap(({ id: entryId, postings, ...entry }) =>
    postings.map((posting) => ({ entryId, ...entry, ...posting })),
  )

export const ledgerRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'payments.ledger-routes', normalize: false })
    .use(http)
    .get(
      '/v1/ledger/entries',
      ({ context, query: { from, to, ...query } }) =>
        listEntries(context, {
          ...query,
          ...(from && { from: new Date(from) }),
          ...(to && { to: new Date(to) }),
        }),
      {
        access: operators(),
        query: object({
          ...idPageQuery,
          kind: t.Optional(kindSchema),
          bookingId: t.Optional(idSchema),
          ownerId: t.Optional(t.String({ format: 'uuid', description: 'A customer or driver of a posting' })),
          from: t.Optional(timeSchema),
          to: t.Optional(timeSchema),
        }),
        mapResponse: ({ headers, responseValue }) =>
          csvWhereWanted(headers.accept, POSTING_COLUMNS, responseValue, postingRows),
        response: { 200: pageOf(entrySchema) },
        detail: {
          tags,
          summary: 'Entries of the books, newest first; as text/csv a row a posting',
          responses: describeCsv(POSTING_COLUMNS),
        },
      },
    )
    .get(
      '/v1/ledger/balances',
      async ({ context, query: { at } }) => ({
        items: await readTrialBalance(context, at ? new Date(at) : context.clock.now()),
        nextCursor: null,
      }),
      {
        access: operators(),
        query: object({ at: t.Optional(timeSchema) }),
        mapResponse: ({ headers, responseValue }) =>
          csvWhereWanted(headers.accept, BALANCE_COLUMNS, responseValue),
        response: { 200: object({ items: t.Array(balanceSchema), nextCursor: t.Null() }) },
        detail: {
          tags,
          summary: 'The trial balance: each kind of account, by what was posted before a time or now',
          responses: describeCsv(BALANCE_COLUMNS),
        },
      },
    )
    .get('/v1/admin/commissions', ({ context, query }) => listCommissions(context, query), {
      access: only(['admin']),
      query: object({
        ...idPageQuery,
        market: t.Optional(marketSchema),
        vehicleClass: t.Optional(vehicleClassSchema),
      }),
      response: { 200: pageOf(commissionSchema) },
      detail: { tags, summary: 'Terms of commission, newest first' },
    })
    .post(
      '/v1/admin/commissions',
      async ({ context, body: { startsAt, ...terms }, status }) =>
        status(
          201,
          await setCommission(context, { ...terms, ...(startsAt && { startsAt: new Date(startsAt) }) }),
        ),
      {
        access: only(['admin'], LIMITS.write),
        raises: ['starts_in_past', 'version_mismatch'],
        body: object({ ...shareFields, startsAt: t.Optional(timeSchema) }),
        response: { 201: commissionSchema },
        detail: {
          tags,
          summary: 'Set the commission of a market and class for what is booked from a time on',
        },
      },
    )
