import { type Static, t } from 'elysia'
import { object } from '../platform/http/schemas.ts'
import type { HaulPrice } from './price-haul.ts'

export const breakdownSchema = t.Array(object({ code: t.String(), label: t.String(), amount: t.Integer() }))

/** The lines of a price as they are told, in minor units of its currency. */
export const breakdownView = (lines: HaulPrice['breakdown']): Static<typeof breakdownSchema> =>
  lines.map(({ code, label, amountMinor }) => ({ code, label, amount: amountMinor }))
