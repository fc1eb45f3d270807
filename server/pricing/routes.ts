import { Elysia, t } from 'elysia'
import { actorId } from '../platform/context.ts'
import { LIMITS, only } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  idSchema,
  moneySchema,
  nullable,
  object,
  oneOf,
  pointSchema,
  textSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { breakdownSchema, breakdownView } from './breakdown-view.ts'
import { STOPS_MAX } from './check-haul.ts'
import { createQuote } from './create-quote.ts'
import { rateCardRoutes } from './rates/routes.ts'
import type { QuoteRow } from './sign-quote.ts'
import { explainSurge } from './surge/explain-surge.ts'
import { surgeRoutes } from './surge/routes.ts'
import { inputsSchema, inputsView } from './surge/surge-schemas.ts'

const cargo = object({
  weightKg: t.Optional(t.Number({ minimum: 0 })),
  volumeM3: t.Optional(t.Number({ minimum: 0 })),
  note: t.Optional(textSchema(500, 0)),
})
const stopOrderSchema = {
  ...oneOf(['given', 'best']),
  description: '`best`: in whichever order takes the least driving; without it, as given',
}
const quotedStop = object({
  ...pointSchema.properties,
  index: t.Integer({ description: 'Which of the stops of the request this is, from 0' }),
})
const quoteBody = object(
  {
    pickup: pointSchema,
    dropoff: pointSchema,
    stops: t.Optional(t.Array(pointSchema, { maxItems: STOPS_MAX })),
    stopOrder: t.Optional(stopOrderSchema),
    vehicleClass: vehicleClassSchema,
    scheduledFor: t.Optional(timeSchema),
    cargo: t.Optional(cargo),
  },
  {
    examples: [
      { pickup: { lat: 12.97, lng: 77.59 }, dropoff: { lat: 12.93, lng: 77.62 }, vehicleClass: 'van' },
    ],
  },
)
const quoteSchema = object({
  id: idSchema,
  price: moneySchema,
  breakdown: breakdownSchema,
  surge: object({
    multiplier: t.Number(),
    cell: t.String(),
    explanation: t.Optional(
      t.String({
        description: 'Why it is raised, in a sentence or two',
        examples: ['Nearby, demand counts 8.4 and free drivers 1.0.'],
      }),
    ),
    inputs: t.Optional(inputsSchema),
  }),
  stops: t.Array(quotedStop, { description: 'In the order in which they are priced and driven' }),
  distanceM: t.Integer(),
  durationS: t.Integer(),
  pickupEtaS: nullable(
    t.Integer({ description: 'Of the nearest driver now; null without one, and for a scheduled haul' }),
  ),
  rateCard: object({ id: idSchema, version: t.Integer() }),
  expiresAt: timeSchema,
})

const quoteView = (quote: QuoteRow & { rateCardVersion: number }) => ({
  id: quote.id,
  price: { amount: quote.priceMinor, currency: quote.currency },
  breakdown: breakdownView(quote.breakdown),
  surge: surgeView(quote.surge),
  stops: quote.stops.map((place, at) => ({ ...place, index: quote.stopOrder[at] as number })),
  distanceM: quote.distanceM,
  durationS: quote.durationS,
  pickupEtaS: quote.pickupEtaS,
  rateCard: { id: quote.rateCardId, version: quote.rateCardVersion },
  expiresAt: quote.expiresAt.toISOString(),
})

const surgeView = ({ multiplierPermille, cell, inputs }: QuoteRow['surge']) => ({
  multiplier: multiplierPermille / 1_000,
  cell,
  ...(inputs && { explanation: explainSurge(inputs), inputs: inputsView(inputs) }),
})

export const pricingRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'pricing.routes', normalize: false })
    .use(http)
    .use(surgeRoutes(http))
    .use(rateCardRoutes(http))
    .post(
      '/v1/quotes',
      async ({ context, body, status }) =>
        status(201, quoteView(await createQuote(context, actorId(context), body))),
      {
        access: only(['customer'], LIMITS.write),
        raises: [
          'market_not_served',
          'outside_service_area',
          'in_no_go_area',
          'schedule_out_of_range',
          'too_far',
          'too_heavy',
          'too_large',
        ],
        body: quoteBody,
        response: { 201: quoteSchema },
        detail: { tags: ['Pricing'], summary: 'Lock a price for five minutes' },
      },
    )
