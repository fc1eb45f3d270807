/*
 * The shadow set beside the live one over a period: their multipliers over all cells that were told of, the price of each
 * quote as it was and as it would have been with the shadow's multiplier of its cell and time, and the demand that is
 * expected at both by the shadow's elasticity. Read in pieces of the period, so that memory stays bounded; changes nothing.
 */
import { and, asc, eq, gte, inArray, lt, sql as query } from 'drizzle-orm'
import { quotes, rateCards, surgeParameters } from '../../../db/schema/index.ts'
import type { SurgeParameters } from '../../../db/schema/surge.ts'
import { assertPeriod } from '../../platform/assert-period.ts'
import type { Context } from '../../platform/context.ts'
import type { RateCard } from '../price-haul.ts'
import { assertMarket } from './assert-market.ts'
import { NO_SURGE_PERMILLE } from './compute-surge.ts'
import { ShadowTally } from './shadow-tally.ts'
import { SURGE_HOLDS_MS } from './surge-parameters.ts'

export const REPORT_MAX_DAYS = 7
const PIECE_MS = 600_000

type Told = {
  publishedAt: Date
  shadowVersion: number | null
  cells: [cell: string, livePermille: number, shadowPermille: number | null][]
}
type Version = { createdAt: Date; parameters: SurgeParameters | null }
type Quoted = Awaited<ReturnType<typeof readQuotes>>[number]

/** @throws DomainError market_unknown, period_invalid. */
export async function reportShadow(
  context: Context,
  { market, from, to }: { market: string; from: Date; to: Date },
) {
  assertMarket(market)
  assertPeriod({ from, to }, REPORT_MAX_DAYS)
  const versions = await readShadowVersions(context, market)
  const cards = new Map<string, RateCard>()
  const tally = new ShadowTally()
  let publicationCount = 0
  let told = await readTold(context, market, new Date(from.getTime() - SURGE_HOLDS_MS), from)
  for (let startMs = from.getTime(); startMs < to.getTime(); startMs += PIECE_MS) {
    const [start, end] = [new Date(startMs), new Date(Math.min(startMs + PIECE_MS, to.getTime()))]
    const more = await readTold(context, market, start, end)
    for (const publication of more) if (addPublication(tally, publication, market)) publicationCount++
    // What was published last before the piece is in force at its beginning.
    told = [...told.slice(-1), ...more]
    const quoted = await readQuotes(context, market, start, end)
    await readCards(context, cards, quoted)
    addQuotes(tally, { quoted, told, versions, cards })
  }
  const period = { from: from.toISOString(), to: to.toISOString() }
  return { market, ...period, publications: publicationCount, ...tally.total() }
}

function readShadowVersions({ db }: Context, market: string): Promise<Version[]> {
  return db
    .select({ createdAt: surgeParameters.createdAt, parameters: surgeParameters.parameters })
    .from(surgeParameters)
    .where(and(eq(surgeParameters.market, market), eq(surgeParameters.mode, 'shadow')))
    .orderBy(asc(surgeParameters.version))
}

function readTold({ sql }: Context, market: string, from: Date, to: Date): Promise<Told[]> {
  return sql<Told[]>`
    select published_at as "publishedAt", shadow_version as "shadowVersion", (
      select coalesce(jsonb_agg(jsonb_build_array(c->'cell', c->'multiplierPermille', c->'shadowPermille')), '[]')
      from jsonb_array_elements(cells) c) as cells
    from surge_publications where market = ${market} and published_at >= ${from} and published_at < ${to}
    order by published_at`
}

function readQuotes({ db }: Context, market: string, from: Date, to: Date) {
  return db
    .select({
      surge: quotes.surge,
      priceMinor: quotes.priceMinor,
      currency: quotes.currency,
      rateCardId: quotes.rateCardId,
      distanceM: quotes.distanceM,
      durationS: quotes.durationS,
      stops: query<number>`jsonb_array_length(${quotes.stops})`,
      scheduledFor: quotes.scheduledFor,
      createdAt: quotes.createdAt,
    })
    .from(quotes)
    .where(and(eq(quotes.market, market), gte(quotes.createdAt, from), lt(quotes.createdAt, to)))
    .orderBy(asc(quotes.createdAt))
}

async function readCards({ db }: Context, cards: Map<string, RateCard>, quoted: readonly Quoted[]) {
  const missing = [...new Set(quoted.map(({ rateCardId }) => rateCardId))].filter((id) => !cards.has(id))
  if (missing.length === 0) return
  for (const card of await db.select().from(rateCards).where(inArray(rateCards.id, missing)))
    cards.set(card.id, card)
}

/** False for one that was published without a shadow set. */
function addPublication(tally: ShadowTally, { shadowVersion, cells }: Told, market: string): boolean {
  if (shadowVersion === null) return false
  const whole = cells.find(([cell]) => cell === market)
  for (const [cell, livePermille, shadowPermille] of cells)
    if (cell !== market) tally.addCell(whole?.[1] ?? livePermille, shadowPermille ?? NO_SURGE_PERMILLE)
  return true
}

type Piece = {
  quoted: readonly Quoted[]
  told: readonly Told[]
  versions: readonly Version[]
  cards: ReadonlyMap<string, RateCard>
}

/** Each quote beside what the shadow set, where one ran then, had published last; both lists are in the order of time. */
function addQuotes(tally: ShadowTally, { quoted, told, versions, cards }: Piece): void {
  let next = 0
  for (const { surge, createdAt, scheduledFor, rateCardId, priceMinor, currency, ...way } of quoted) {
    while (next < told.length && (told[next] as Told).publishedAt <= createdAt) next++
    const shadow = versions.findLast((version) => version.createdAt <= createdAt)?.parameters
    if (!shadow) continue
    tally.addQuote(cards.get(rateCardId) as RateCard, {
      priceMinor,
      currency,
      shadowPermille: shadowOf(told[next - 1], surge.cell, createdAt),
      elasticity: shadow.elasticity,
      haul: { ...way, at: scheduledFor ?? createdAt },
    })
  }
}

/** Nothing published, or nothing of the cell, is no surge; and so is what was published too long ago to hold. */
function shadowOf(latest: Told | undefined, cell: string, at: Date): number {
  if (!latest || at.getTime() - latest.publishedAt.getTime() >= SURGE_HOLDS_MS) return NO_SURGE_PERMILLE
  return latest.cells.find(([told]) => told === cell)?.[2] ?? NO_SURGE_PERMILLE
}
