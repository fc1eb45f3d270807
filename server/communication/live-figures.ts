import { surgeCells } from '../../db/schema/index.ts'
import { countDrivers } from '../analytics/read-live.ts'
import { readOpenBookings } from '../booking/read-open-bookings.ts'
import type { Deps } from '../platform/context.ts'
import type { EventData } from '../platform/event-log/events.ts'
import type { MetricsFrame, ServerFrame } from './server-frames.ts'
import type { Session } from './session.ts'
import type { SessionIndex } from './session-index.ts'

/** What the last minute is counted in, so that a count costs no memory per event. */
const MINUTE_S = 60
type Surge = Pick<EventData<'surge.published'>, 'market' | 'cells'>

/** How many of something there were in the last minute, by the second. */
class LastMinute {
  private readonly counts = new Array<number>(MINUTE_S).fill(0)
  private readonly seconds = new Array<number>(MINUTE_S).fill(0)

  add(nowMs: number, amount = 1): void {
    const second = Math.floor(nowMs / 1_000)
    const slot = second % MINUTE_S
    if (this.seconds[slot] !== second) this.counts[slot] = 0
    this.seconds[slot] = second
    this.counts[slot] = (this.counts[slot] ?? 0) + amount
  }

  /** Of the last `spanS` whole seconds, at most a minute. */
  total(nowMs: number, spanS = MINUTE_S): number {
    const now = Math.floor(nowMs / 1_000)
    const isRecent = (second: number) => second < now && second >= now - spanS
    return this.counts.reduce((sum, each, slot) => sum + (isRecent(this.seconds[slot] ?? 0) ? each : 0), 0)
  }
}

const RATE_SPAN_S = 5

/** The figures and the surge table that operators watch. Rates are counted here, from what every server is told. */
export class LiveFigures {
  private readonly deps: Deps
  private readonly index: SessionIndex
  private readonly moves = {
    created: new LastMinute(),
    assigned: new LastMinute(),
    completed: new LastMinute(),
  }
  private readonly positions = new LastMinute()

  constructor(deps: Deps, index: SessionIndex) {
    this.deps = deps
    this.index = index
  }

  countMove(event: string): void {
    if (event in this.moves) this.moves[event as keyof typeof this.moves].add(this.nowMs)
  }

  countPositions(amount: number): void {
    this.positions.add(this.nowMs, amount)
  }

  /** One reading for all who watch; nothing is read when nobody does. */
  async send(to: Iterable<Session> = this.index.ofTopic('metrics')): Promise<void> {
    const watching = [...to].filter((session) => session.canKeepUp)
    if (watching.length === 0) return
    const frame = JSON.stringify(await this.read())
    for (const session of watching) session.send(frame)
  }

  /** The whole surge table, a frame a market. */
  async sendSurge(session: Session): Promise<void> {
    const rows = await this.deps.db.select().from(surgeCells)
    for (const [market, cells] of Map.groupBy(rows, (row) => row.market))
      session.send(surgeFrame({ market, cells }))
  }

  /** A market's table was published. */
  announceSurge(published: Surge): void {
    const watching = this.index.ofTopic('surge')
    if (watching.size === 0) return
    const frame = JSON.stringify(surgeFrame(published))
    // Who is behind is told by the next publication, which says it all again; after an empty one there may be none.
    const isLast = published.cells.length === 0
    for (const session of watching) if (session.canKeepUp || isLast) session.send(frame)
  }

  private get nowMs(): number {
    return this.deps.clock.now().getTime()
  }

  private async read(): Promise<MetricsFrame> {
    const drivers = countDrivers(this.deps)
    const { byState } = await readOpenBookings(this.deps)
    const { nowMs } = this
    return {
      type: 'metrics',
      at: new Date(nowMs).toISOString(),
      drivers,
      bookings: byState,
      bookingsPerMin: this.moves.created.total(nowMs),
      assignmentsPerMin: this.moves.assigned.total(nowMs),
      completionsPerMin: this.moves.completed.total(nowMs),
      positionsPerS: Math.round(this.positions.total(nowMs, RATE_SPAN_S) / RATE_SPAN_S),
      sockets: this.index.countByRole(),
    }
  }
}

const surgeFrame = ({ market, cells }: Surge): ServerFrame => ({
  type: 'surge',
  market,
  cells: cells.map(({ cell, multiplierPermille }) => ({ cell, multiplier: multiplierPermille / 1_000 })),
})
