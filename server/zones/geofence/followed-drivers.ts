import { and, inArray, isNull, max } from 'drizzle-orm'
import { zoneVisits } from '../../../db/schema/index.ts'
import type { Deps } from '../../platform/context.ts'
import type { FollowedDriver } from './judge-fixes.ts'

/** A driver of whom nothing was heard for so long is read again when they are. */
const FORGET_AFTER_MS = 600_000

/** What a worker remembers of the drivers whose positions come to it: a view of the open visits, and the doubts about them. */
export class FollowedDrivers {
  private readonly drivers = new Map<string, FollowedDriver & { heardAtMs: number }>()

  get(driverId: string): FollowedDriver | undefined {
    return this.drivers.get(driverId)
  }

  /** Reads those that are not known yet, whichever worker followed them until now. */
  async load({ db }: Pick<Deps, 'db'>, driverIds: readonly string[], nowMs: number): Promise<void> {
    const unknown = driverIds.filter((id) => !this.drivers.has(id))
    for (const id of driverIds) {
      const known = this.drivers.get(id)
      if (known) known.heardAtMs = nowMs
    }
    if (unknown.length === 0) return
    const { driverId, judgedUntil, leftAt } = zoneVisits
    const [open, judged] = await Promise.all([
      db
        .select()
        .from(zoneVisits)
        .where(and(inArray(driverId, unknown), isNull(leftAt))),
      db
        .select({ driverId, until: max(judgedUntil) })
        .from(zoneVisits)
        .where(inArray(driverId, unknown))
        .groupBy(driverId),
    ])
    for (const id of unknown)
      this.drivers.set(id, { visits: new Map(), doubts: new Map(), judgedUntilMs: 0, heardAtMs: nowMs })
    for (const { driverId, until } of judged)
      this.drivers.get(driverId)!.judgedUntilMs = until?.getTime() ?? 0
    for (const { id, zoneId, driverId, enteredAt, dwelledAt } of open)
      this.drivers.get(driverId)!.visits.set(zoneId, {
        id,
        zoneId,
        enteredAtMs: enteredAt.getTime(),
        hasDwelled: dwelledAt !== null,
      })
  }

  /** The next position of the driver begins with reading. */
  forget(driverId: string): void {
    this.drivers.delete(driverId)
  }

  forgetAll(): void {
    this.drivers.clear()
  }

  /** Forgets whose open visits are others by now, told by the worker that has them or the sweep; and who is not heard. */
  compare(openIds: ReadonlyMap<string, ReadonlySet<string>>, nowMs: number): void {
    for (const [driverId, { visits, heardAtMs }] of this.drivers) {
      const open = openIds.get(driverId)
      const isSame =
        visits.size === (open?.size ?? 0) && [...visits.values()].every(({ id }) => open?.has(id))
      if (!isSame || nowMs - heardAtMs > FORGET_AFTER_MS) this.drivers.delete(driverId)
    }
  }
}
