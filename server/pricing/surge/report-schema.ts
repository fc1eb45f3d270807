import { t } from 'elysia'
import { moneySchema, object, timeSchema } from '../../platform/http/schemas.ts'
import { marketSchema } from './surge-schemas.ts'

const sideSchema = object({
  multiplierMean: t.Number(),
  multiplierMax: t.Number(),
  raisedCells: t.Integer({ description: 'Cells above 1, counted in each publication' }),
  expectedDemand: t.Number({ description: 'Quotes expected to be booked, of those booked without surge' }),
})
export const reportSchema = object(
  {
    market: marketSchema,
    from: timeSchema,
    to: timeSchema,
    publications: t.Integer(),
    cells: t.Integer({ description: 'Cells told of, counted in each publication' }),
    live: sideSchema,
    shadow: sideSchema,
    prices: t.Array(
      object({
        quotes: t.Integer(),
        live: moneySchema,
        shadow: moneySchema,
        liveMean: moneySchema,
        shadowMean: moneySchema,
      }),
    ),
  },
  {
    examples: [
      {
        market: '8461893ffffffff',
        from: '2026-03-01T00:00:00.000Z',
        to: '2026-03-08T00:00:00.000Z',
        publications: 41_300,
        cells: 512_000,
        live: { multiplierMean: 1.12, multiplierMax: 1.8, raisedCells: 201_500, expectedDemand: 18_240.5 },
        shadow: { multiplierMean: 1.16, multiplierMax: 2.1, raisedCells: 214_000, expectedDemand: 17_905.2 },
        prices: [
          {
            quotes: 19_300,
            live: { amount: 1_351_000_000, currency: 'INR' },
            shadow: { amount: 1_389_600_000, currency: 'INR' },
            liveMean: { amount: 70_000, currency: 'INR' },
            shadowMean: { amount: 72_000, currency: 'INR' },
          },
        ],
      },
    ],
  },
)
