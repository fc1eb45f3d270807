import { gte, isNull } from 'drizzle-orm'
import { zones } from '../../db/schema/index.ts'
import { ZONE_KINDS, type ZoneKind } from '../../db/schema/zones.ts'
import { zonesChannel } from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import { capCells } from './cap-cells.ts'
import { ZoneShape } from './shape/zone-shape.ts'
import { ZoneIndex } from './zone-index.ts'

/** How long a lost broadcast can leave a zone as it was. */
const REREAD_MS = 30_000
/** Rows whose transactions end later than some that began after them are still found. */
const OVERLAP_MS = 60_000

export type ZoneRow = typeof zones.$inferSelect
/** An active zone, in memory. */
export type Zone = Omit<ZoneRow, 'geometry'> & { shape: ZoneShape }
type Reader = Pick<Deps, 'db'>

/** The active zones of a process: a view of the table, by place and by market. */
export class ZoneBook {
  private readonly db: Reader['db']
  private readonly byKind = Object.fromEntries(
    ZONE_KINDS.map((kind) => [
      kind,
      { index: new ZoneIndex<Zone>(), byMarket: new Map<string, Set<Zone>>() },
    ]),
  ) as Record<ZoneKind, { index: ZoneIndex<Zone>; byMarket: Map<string, Set<Zone>> }>
  private readonly caps = new Map<string, Int32Array | null>()
  private updatedAtMs: number | undefined
  private reading: Promise<void> = Promise.resolve()

  constructor({ db }: Reader) {
    this.db = db
  }

  /** The zones of a kind that a place is in; the cost does not grow with their number elsewhere. */
  at(kind: ZoneKind, { lat, lng }: { lat: number; lng: number }): readonly Zone[] {
    return this.byKind[kind].index.at(lat, lng)
  }

  get(kind: ZoneKind, id: string): Zone | undefined {
    return this.byKind[kind].index.get(id)
  }

  ofMarket(kind: ZoneKind, market: string): readonly Zone[] {
    return [...(this.byKind[kind].byMarket.get(market) ?? [])]
  }

  /** The highest multiplier of each of a market's cells, in thousandths, where zones cap any; null where none does. */
  capsOf(market: string, cells: readonly string[]): Int32Array | null {
    const kept = this.caps.get(market)
    if (kept !== undefined) return kept
    const caps = capCells(this.ofMarket('surge_cap', market), cells)
    this.caps.set(market, caps)
    return caps
  }

  /** Takes what has changed since the table was last read; one reading after the other. */
  refresh(): Promise<void> {
    const next = this.reading.catch(() => {}).then(() => this.read())
    this.reading = next
    return next
  }

  private async read(): Promise<void> {
    const { updatedAtMs } = this
    const isWanted =
      updatedAtMs === undefined
        ? isNull(zones.removedAt)
        : gte(zones.updatedAt, new Date(updatedAtMs - OVERLAP_MS))
    for (const row of await this.db.select().from(zones).where(isWanted)) this.take(row)
    this.updatedAtMs ??= 0
  }

  private take({ geometry, ...row }: ZoneRow): void {
    const { index, byMarket } = this.byKind[row.kind]
    this.updatedAtMs = Math.max(this.updatedAtMs ?? 0, row.updatedAt.getTime())
    const held = index.get(row.id)
    if (held?.version === row.version || (!held && !row.isActive)) return
    if (row.kind === 'surge_cap') this.caps.clear()
    for (const market of held?.markets ?? []) byMarket.get(market)?.delete(held!)
    if (!row.isActive) {
      index.remove(row.id)
      return
    }
    const zone: Zone = { ...row, shape: new ZoneShape(geometry) }
    index.set(zone)
    for (const market of row.markets) {
      const own = byMarket.get(market) ?? new Set()
      byMarket.set(market, own.add(zone))
    }
  }
}

/** Fills the book, and goes on reading what has changed: when it is told, and from time to time. Returns how to stop that. */
export async function keepZones(
  { zones: book, broadcast, log }: Pick<Deps, 'zones' | 'broadcast' | 'log'>,
  rereadMs = REREAD_MS,
): Promise<() => Promise<void>> {
  await book.refresh()
  let reading = Promise.resolve()
  const reread = () => {
    reading = book.refresh().catch((error: unknown) => log.error({ err: error }, 'zones were not read again'))
  }
  const unsubscribe = broadcast.subscribe(zonesChannel(), reread)
  const timer = setInterval(reread, rereadMs)
  return async () => {
    unsubscribe()
    clearInterval(timer)
    await reading
  }
}
