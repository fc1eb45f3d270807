import { type Static, t } from 'elysia'
import { integer } from '../../platform/http/numbers.ts'
import {
  filledTextSchema,
  idSchema,
  nullable,
  object,
  oneOf,
  textSchema,
  timeSchema,
  vehicleClassSchema,
} from '../../platform/http/schemas.ts'
import type { RateCard } from '../price-haul.ts'

const AMOUNT_MAX_MINOR = 1_000_000_000
const DAY_S = 86_400
const WINDOWS_MAX = 50

const minor = (more: { description?: string; examples?: number[] } = {}) =>
  integer({ minimum: 0, maximum: AMOUNT_MAX_MINOR, description: 'Minor units of the currency', ...more })
const seconds = (description: string, example: number) =>
  integer({ minimum: 0, maximum: DAY_S, description, examples: [example] })
const HOUR = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const windowSchema = object({
  label: filledTextSchema(60),
  days: t.Array(integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    description: 'ISO weekdays on which the window begins, 1 = Monday',
  }),
  from: t.String({ pattern: `^${HOUR}$`, description: 'HH:MM on the wall clock', examples: ['17:00'] }),
  to: t.String({
    pattern: `^(?:${HOUR}|24:00)$`,
    description: 'HH:MM to 24:00, not part of the window; before `from` it is of the next day',
    examples: ['21:00'],
  }),
  multiplierPermille: integer({ minimum: 100, maximum: 10_000, description: 'In thousandths' }),
})
const terms = {
  currency: textSchema(3, 3),
  timeZone: textSchema(60),
  baseMinor: minor(),
  perKmMinor: minor(),
  perMinuteMinor: minor(),
  perStopMinor: minor(),
  minimumMinor: minor(),
  maximumMinor: minor(),
  cancellationFeeMinor: minor(),
  freeCancellationS: seconds('After the assignment', 300),
  waitingPerMinuteMinor: minor({
    description: 'Of waiting at the pickup, beyond `freeWaitingS`',
    examples: [200],
  }),
  freeWaitingS: seconds('At the pickup, from the arrival or the scheduled time, whichever is later', 600),
  waitingMaximumMinor: minor({ description: 'The most that waiting costs', examples: [30_000] }),
  noShowAfterS: seconds(
    'At the pickup, after which a driver may end the booking at the cancellation fee',
    900,
  ),
  windows: t.Array(windowSchema, { maxItems: WINDOWS_MAX }),
  windowsCoverWeek: t.Boolean({ description: 'Refuse windows that leave a minute of the week out' }),
}
const termsSchema = t.Object(terms)
export type RateTerms = Static<typeof termsSchema>

export const TERM_NAMES = Object.keys(terms) as (keyof RateTerms)[]
/** What a card says that nobody has told otherwise. */
export const DEFAULT_TERMS: Partial<RateTerms> = {
  waitingPerMinuteMinor: 0,
  freeWaitingS: 0,
  waitingMaximumMinor: 0,
  noShowAfterS: 900,
  windows: [],
  windowsCoverWeek: false,
}

const MARKET = '8460145ffffffff'
export const draftSchema = object(
  {
    basedOn: t.Optional(
      t.String({ ...idSchema, description: 'The version whose terms hold where none are named here' }),
    ),
    market: t.Optional(textSchema(20)),
    vehicleClass: t.Optional(vehicleClassSchema),
    startsAt: t.Optional(t.String({ ...timeSchema, description: 'ISO 8601, UTC; now without it' })),
    version: t.Optional(
      integer({ minimum: 0, description: 'The latest version that is known, 0 for none; refused past it' }),
    ),
    ...t.Partial(termsSchema).properties,
  },
  {
    examples: [
      { basedOn: '01956a2c-7f00-7000-8000-000000000001', perKmMinor: 3_400 },
      {
        market: MARKET,
        vehicleClass: 'van',
        startsAt: '2026-04-01T00:00:00.000Z',
        currency: 'INR',
        timeZone: 'Asia/Kolkata',
        baseMinor: 15_000,
        perKmMinor: 3_200,
        perMinuteMinor: 650,
        perStopMinor: 5_000,
        minimumMinor: 20_000,
        maximumMinor: 2_000_000,
        cancellationFeeMinor: 5_000,
        freeCancellationS: 300,
        waitingPerMinuteMinor: 200,
        freeWaitingS: 600,
        waitingMaximumMinor: 30_000,
        windows: [
          {
            label: 'Evening rush',
            days: [1, 2, 3, 4, 5],
            from: '17:00',
            to: '21:00',
            multiplierPermille: 1_200,
          },
        ],
      },
    ],
  },
)
export type Draft = Static<typeof draftSchema>

export const RATE_CARD_STATUSES = ['upcoming', 'in_force', 'superseded', 'withdrawn'] as const
export const rateCardSchema = object({
  id: idSchema,
  market: t.String({ description: 'H3 cell of resolution 4' }),
  vehicleClass: vehicleClassSchema,
  version: t.Integer(),
  status: { ...oneOf(RATE_CARD_STATUSES), examples: ['in_force'] },
  startsAt: timeSchema,
  endsAt: { ...nullable(timeSchema), description: 'When the next version starts', examples: [null] },
  ...terms,
  createdBy: {
    ...nullable(idSchema),
    description: 'Null for a card that no admin has made',
    examples: ['01956a2c-7f00-7000-8000-000000000002'],
  },
  createdAt: timeSchema,
  withdrawnAt: { ...nullable(timeSchema), examples: [null] },
})

/** The version with when the next one starts, as of `now`. */
export function rateCardView(row: RateCard, endsAt: Date | null, now: Date): Static<typeof rateCardSchema> {
  return {
    ...row,
    status: statusOf(row, endsAt, now),
    startsAt: row.startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  }
}

function statusOf({ startsAt, withdrawnAt }: RateCard, endsAt: Date | null, now: Date) {
  if (withdrawnAt) return 'withdrawn'
  if (startsAt > now) return 'upcoming'
  return endsAt && endsAt <= now ? 'superseded' : 'in_force'
}
