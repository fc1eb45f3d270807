import type { Deps } from '../context.ts'
import { type PositionedEvent, parkEvent, readParkedKeys, retryParked } from './park-events.ts'
import type { ConsumeOptions } from './port.ts'
import { runOnce } from './run-once.ts'

/**
 * Hands the events of one consumer group to its handler: in order per key, each effect once. A failing event parks its
 * key: later events of that key wait behind it while it is retried, and everything else goes on. Not for calls at once.
 */
export class OrderedHandling {
  private readonly deps: Deps
  private readonly options: ConsumeOptions
  private parked = new Set<string>()

  constructor(deps: Deps, options: ConsumeOptions) {
    this.deps = deps
    this.options = options
  }

  get hasParked(): boolean {
    return this.parked.size > 0
  }

  /** Tries what is parked and due, and finds what a person has handed back; true when anything was due. */
  async retryDue(): Promise<boolean> {
    const hasRetried = await retryParked(this.deps, this.options)
    this.parked = await readParkedKeys(this.deps, this.options.group)
    return hasRetried
  }

  /** Handles at most CHUNK_MAX events, one by one after a failure of all, or parks them. @throws what the database says, and then they are to be handed in again. */
  async handle(events: readonly PositionedEvent[]): Promise<void> {
    const { group, handler } = this.options
    const ready = events.filter(({ key }) => !this.parked.has(key))
    try {
      await runOnce(this.deps, group, handler, ready)
      this.deps.metrics.eventsHandled.inc({ group, outcome: 'handled' }, ready.length)
    } catch (error) {
      this.deps.log.warn({ err: error, group }, 'a batch of events failed, handling them one by one')
      for (const event of ready) await this.handleOne(event)
    }
    for (const event of events) if (!ready.includes(event)) await parkEvent(this.deps, group, event)
  }

  private async handleOne(event: PositionedEvent): Promise<void> {
    const { group, handler } = this.options
    if (this.parked.has(event.key)) return parkEvent(this.deps, group, event)
    try {
      await runOnce(this.deps, group, handler, [event])
      this.deps.metrics.eventsHandled.inc({ group, outcome: 'handled' })
    } catch (error) {
      this.parked.add(event.key)
      await parkEvent(this.deps, group, event, error)
    }
  }
}
