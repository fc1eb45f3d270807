import { eq } from 'drizzle-orm'
import { rateCards } from '../../../db/schema/index.ts'
import { conflict, DomainError, invalid } from '../../errors.ts'
import { actorId, type Context } from '../../platform/context.ts'
import type { RateCard } from '../price-haul.ts'
import { assertMarket } from '../surge/assert-market.ts'
import { checkTerms, rateCardInvalid } from './check-terms.ts'
import { DEFAULT_TERMS, type Draft, type RateTerms, TERM_NAMES } from './rate-card-schemas.ts'

/** A start that is so little past means now: the caller's clock, and the way here. */
const START_GRACE_MS = 60_000
const START_AHEAD_MAX_MS = 2 * 366 * 86_400_000
/** Of one market and class; far below the versions that a price book looks through. */
const UPCOMING_MAX = 50

/** A version as it would be stored, the one that it takes over from, and when the one after it starts. */
export type Plan = { version: RateCard; replaced: RateCard | null; endsAt: Date | null }

/**
 * What a draft comes to beside the versions there are. Stores nothing; whoever stores it holds the market.
 * @throws DomainError rate_card_unknown, rate_card_invalid, market_unknown, start_out_of_range, start_taken,
 * currency_differs, version_mismatch, too_many_upcoming.
 */
export async function planVersion(context: Context, draft: Draft): Promise<Plan> {
  const { market, vehicleClass, terms } = await readTerms(context, draft)
  const now = context.clock.now()
  const startsAt = startOf(draft, now)
  const all = await context.db.select().from(rateCards).where(eq(rateCards.market, market))
  const ofClass = all.filter((card) => card.vehicleClass === vehicleClass)
  const latest = Math.max(0, ...ofClass.map(({ version }) => version))
  if (draft.version !== undefined && draft.version !== latest)
    throw conflict('version_mismatch', `There is a version ${latest} meanwhile.`, { currentVersion: latest })
  assertCurrency(all, terms.currency)
  const valid = ofClass
    .filter(({ withdrawnAt }) => !withdrawnAt)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
  assertRoom(valid, startsAt, now)
  return {
    version: {
      ...terms,
      id: context.newId(),
      market,
      vehicleClass,
      version: latest + 1,
      startsAt,
      createdBy: actorId(context),
      createdAt: now,
      withdrawnAt: null,
    },
    replaced: valid.findLast((card) => card.startsAt < startsAt) ?? null,
    endsAt: valid.find((card) => card.startsAt > startsAt)?.startsAt ?? null,
  }
}

/** The draft's terms over those of the version that it is based on; whatever neither names is missing. */
async function readTerms({ db }: Context, draft: Draft) {
  const [base] = draft.basedOn ? await db.select().from(rateCards).where(eq(rateCards.id, draft.basedOn)) : []
  if (draft.basedOn && !base)
    throw invalid('rate_card_unknown', 'basedOn', 'There is no such version of a rate card.')
  const { market, vehicleClass } = { ...base, ...draft }
  const given: Partial<RateTerms> = { ...DEFAULT_TERMS, ...base, ...draft }
  const terms = Object.fromEntries(TERM_NAMES.map((name) => [name, given[name]])) as RateTerms
  const missing = Object.entries({ market, vehicleClass, ...terms })
    .filter(([, value]) => value === undefined)
    .map(([path]) => ({ path, message: 'Required where `basedOn` is not given.' }))
  if (!market || !vehicleClass || missing.length > 0) throw rateCardInvalid(missing)
  assertMarket(market)
  checkTerms(terms)
  return { market, vehicleClass, terms }
}

function startOf({ startsAt }: Draft, now: Date): Date {
  if (startsAt === undefined) return now
  const start = new Date(startsAt)
  const aheadMs = start.getTime() - now.getTime()
  if (!(aheadMs >= -START_GRACE_MS && aheadMs <= START_AHEAD_MAX_MS))
    throw invalid('start_out_of_range', 'startsAt', 'Must lie ahead, by two years at most.')
  // Nothing is in force before it was made: quotes of that time have been priced already.
  return aheadMs > 0 ? start : now
}

/** One market has one currency, in all its classes and for good: fares, fees and ledgers of it add up. */
function assertCurrency(all: readonly RateCard[], currency: string): void {
  const other = all.find((card) => !card.withdrawnAt && card.currency !== currency)
  if (!other) return
  const message = `The currency of this market is ${other.currency}.`
  throw new DomainError('conflict', 'currency_differs', message, {
    fields: [{ path: 'currency', message }],
    extra: { currency: other.currency },
  })
}

function assertRoom(valid: readonly RateCard[], startsAt: Date, now: Date): void {
  const same = valid.find((card) => card.startsAt.getTime() === startsAt.getTime())
  if (same) {
    const message = `Version ${same.version} starts at this time.`
    const fields = [{ path: 'startsAt', message }]
    throw new DomainError('conflict', 'start_taken', message, { fields, extra: { rateCardId: same.id } })
  }
  if (valid.filter((card) => card.startsAt > now).length >= UPCOMING_MAX)
    throw conflict('too_many_upcoming', `At most ${UPCOMING_MAX} versions may be upcoming.`)
}
