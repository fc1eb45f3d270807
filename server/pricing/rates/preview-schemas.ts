import { type Static, t } from 'elysia'
import { integer } from '../../platform/http/numbers.ts'
import {
  idSchema,
  moneySchema,
  nullable,
  object,
  oneOf,
  pointSchema,
  timeSchema,
} from '../../platform/http/schemas.ts'
import { breakdownSchema } from '../breakdown-view.ts'
import { STOPS_MAX } from '../check-haul.ts'
import { draftSchema, rateCardSchema } from './rate-card-schemas.ts'

const TRIPS_MAX = 50
const REPLAYED_MAX = 200
const WAITED_MAX_S = 86_400

const tripSchema = object({
  pickup: pointSchema,
  dropoff: pointSchema,
  stops: t.Optional(t.Array(pointSchema, { maxItems: STOPS_MAX })),
  at: t.Optional(t.String({ ...timeSchema, description: "ISO 8601, UTC; the draft's start without it" })),
  surge: t.Optional(t.Number({ minimum: 1, maximum: 10, description: 'The multiplier; 1 without it' })),
  waitedS: t.Optional(
    integer({ minimum: 0, maximum: WAITED_MAX_S, description: 'Of the driver, at the pickup' }),
  ),
})
export const previewBody = object(
  {
    draft: draftSchema,
    trips: t.Optional(t.Array(tripSchema, { maxItems: TRIPS_MAX })),
    replay: t.Optional(
      object(
        {
          of: oneOf(['quotes', 'bookings']),
          count: integer({ minimum: 1, maximum: REPLAYED_MAX }),
        },
        { description: 'The latest quotes of the last 30 days of this market and class, or those booked' },
      ),
    ),
  },
  {
    examples: [
      {
        draft: { basedOn: '01956a2c-7f00-7000-8000-000000000001', perKmMinor: 3_400 },
        trips: [
          {
            pickup: { lat: 12.97, lng: 77.59 },
            dropoff: { lat: 12.93, lng: 77.62 },
            at: '2026-04-01T12:30:00.000Z',
            surge: 1.2,
          },
        ],
        replay: { of: 'bookings', count: 100 },
      },
    ],
  },
)
export type PreviewInput = Static<typeof previewBody>
export type SampleTrip = Static<typeof tripSchema>

const pricedSchema = object({
  price: moneySchema,
  breakdown: breakdownSchema,
})
const amount = (description: string) => t.Integer({ description, examples: [64_250] })
const share = () => t.Number({ examples: [0.25] })
const count = () => t.Integer({ examples: [12] })
const sideSchema = object({
  mean: amount('Minor units of the currency'),
  p50: amount('Half of the trips cost this or less'),
  p90: amount('Nine of ten cost this or less'),
  minimumHits: count(),
  maximumHits: count(),
})
export const previewSchema = object({
  draft: rateCardSchema,
  replaced: nullable(object({ id: idSchema, version: t.Integer() })),
  trips: t.Array(
    object({
      of: oneOf(['trip', 'quote', 'booking']),
      id: nullable(t.String({ ...idSchema, description: 'Of the quote or booking' })),
      at: timeSchema,
      distanceM: t.Integer(),
      durationS: t.Integer(),
      surge: t.Number({ examples: [1.2] }),
      old: nullable(pricedSchema),
      new: pricedSchema,
      difference: nullable(amount('New less old')),
    }),
  ),
  totals: object(
    {
      trips: count(),
      new: nullable(sideSchema),
      compared: t.Integer({ description: 'Trips that have an old price', examples: [12] }),
      old: nullable(sideSchema),
      newOfCompared: nullable(sideSchema),
      shareUp: share(),
      shareDown: share(),
      shareSame: share(),
      meanDifference: nullable(amount('Of the compared trips')),
    },
    { description: 'Over all trips, in minor units of the currency' },
  ),
})
