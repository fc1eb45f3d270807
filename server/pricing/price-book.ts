import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { rateCards, surgeCells, vehicleClasses } from '../../db/schema/index.ts'
import type { QuoteSurge } from '../../db/schema/pricing.ts'
import { pricesChannel, surgeChannel } from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import type { EventData } from '../platform/event-log/events.ts'
import { createReadThrough } from '../platform/read-through.ts'
import type { RateCard } from './price-haul.ts'
import { NO_SURGE_PERMILLE } from './surge/compute-surge.ts'
import { SURGE_HOLDS_MS } from './surge/surge-parameters.ts'

/** How long a lost broadcast can leave a price as it was. */
export const RATE_CARDS_TTL_MS = 60_000
const SURGE_TTL_MS = 10_000
const ENTRIES_MAX = 2_000
/** The latest versions of a card that are looked through for the one in force. */
const VERSIONS_MAX = 100

type ClassLimits = typeof vehicleClasses.$inferSelect

/** What a quote is priced from, held in memory: a quote reads PostgreSQL only for what has expired or changed. */
export type PriceBook = {
  /** The rate card in force at `at`, or undefined where the market has none. */
  rateCard(market: string, vehicleClass: VehicleClass, at: Date): Promise<RateCard | undefined>
  classLimits(vehicleClass: VehicleClass): Promise<ClassLimits | undefined>
  /** The multiplier of a surge cell of a market, in thousandths, and why; 1,000 without demand. */
  surge(market: string, cell: string): Promise<QuoteSurge>
  close(): void
}

/** A price book that reads from Postgres, and again at once when the broadcast tells of a change. */
export function createPriceBook({
  db,
  clock,
  broadcast,
}: Pick<Deps, 'db' | 'clock' | 'broadcast'>): PriceBook {
  const cards = createReadThrough({
    clock,
    ttlMs: RATE_CARDS_TTL_MS,
    entriesMax: ENTRIES_MAX,
    load(key) {
      const [market, vehicleClass] = key.split(' ') as [string, VehicleClass]
      const { withdrawnAt } = rateCards
      return db
        .select()
        .from(rateCards)
        .where(
          and(eq(rateCards.market, market), eq(rateCards.vehicleClass, vehicleClass), isNull(withdrawnAt)),
        )
        .orderBy(desc(rateCards.startsAt), desc(rateCards.version))
        .limit(VERSIONS_MAX)
    },
  })
  const classes = createReadThrough({
    clock,
    ttlMs: RATE_CARDS_TTL_MS,
    entriesMax: 1,
    load: () => db.select().from(vehicleClasses),
  })
  const surges = createReadThrough({
    clock,
    ttlMs: SURGE_TTL_MS,
    entriesMax: ENTRIES_MAX,
    async load(market) {
      const isRaised = gt(surgeCells.multiplierPermille, NO_SURGE_PERMILLE)
      const holds = gt(surgeCells.publishedAt, new Date(clock.now().getTime() - SURGE_HOLDS_MS))
      const rows = await db
        .select()
        .from(surgeCells)
        .where(and(eq(surgeCells.market, market), isRaised, holds))
      return new Map(rows.map((row) => [row.cell, row]))
    },
  })
  const stopPrices = broadcast.subscribe(pricesChannel(), () => {
    cards.forgetAll()
    classes.forgetAll()
  })
  const stopSurge = broadcast.subscribe(surgeChannel(), (message) =>
    surges.forget((message as EventData<'surge.published'>).market),
  )
  return {
    async rateCard(market, vehicleClass, at) {
      const versions = await cards.get(`${market} ${vehicleClass}`)
      return versions.find((card) => card.startsAt <= at)
    },
    classLimits: async (vehicleClass) => (await classes.get('all')).find(({ code }) => code === vehicleClass),
    async surge(market, cell) {
      const published = await surges.get(market)
      const row = published.get(market) ?? published.get(cell)
      if (!row) return { multiplierPermille: NO_SURGE_PERMILLE, cell }
      return { multiplierPermille: row.multiplierPermille, cell, inputs: row.inputs }
    },
    close() {
      stopPrices()
      stopSurge()
    },
  }
}
