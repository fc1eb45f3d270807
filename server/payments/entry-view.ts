import { type Static, t } from 'elysia'
import { ACCOUNT_KINDS, ENTRY_KINDS } from '../../db/schema/ledger.ts'
import { idSchema, nullable, object, oneOf, timeSchema } from '../platform/http/schemas.ts'

import { ENTRY_EXAMPLE } from './examples.ts'

export const kindSchema = { ...oneOf(ENTRY_KINDS), examples: ['refund'] }
export const currencySchema = t.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['INR'] })
const postingSchema = object({
  account: oneOf(ACCOUNT_KINDS),
  ownerId: nullable(
    t.String({ format: 'uuid', description: 'The customer or driver; null for the platform' }),
  ),
  amount: t.Integer({ description: 'Minor units: a debit above zero, a credit below' }),
})
export const entrySchema = object(
  {
    id: idSchema,
    kind: kindSchema,
    currency: currencySchema,
    bookingId: nullable(idSchema),
    invoiceId: nullable(idSchema),
    reversesId: nullable(t.String({ format: 'uuid', description: 'The entry that it takes back' })),
    reason: nullable(t.String()),
    actorId: nullable(t.String({ format: 'uuid', description: 'Who posted it by hand' })),
    postedAt: timeSchema,
    postings: t.Array(postingSchema, { description: 'They sum to zero' }),
  },
  { examples: [ENTRY_EXAMPLE] },
)
export type EntryView = Static<typeof entrySchema>
