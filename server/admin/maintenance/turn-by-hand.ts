import { conflict } from '../../errors.ts'
import { actorId, type Context } from '../../platform/context.ts'
import type { Vehicle } from '../vehicle-view.ts'
import { insertPeriod } from './insert-period.ts'
import { type Period, readOpenPeriods, setState, settlePeriods } from './settle-maintenance.ts'

const REASON = 'Taken out of service by hand'

/**
 * Takes a held vehicle out of service now, or back into it. Out of service it stays until it is taken back, or until planned
 * maintenance takes over; taken back, the maintenance under way ends early. Returns what `settlePeriods` does.
 */
export async function turnByHand(tx: Context, vehicle: Vehicle, status: 'active' | 'maintenance') {
  const now = tx.clock.now()
  const open = await readOpenPeriods(tx, vehicle.id)
  const atHand = open.find(({ startsAt, endsAt }) => startsAt <= now && (endsAt === null || endsAt > now))
  if (status === 'active') {
    if (atHand) await endNow(tx, atHand)
  } else if (!atHand) {
    const next = open.find(({ startsAt }) => startsAt > now)
    await insertPeriod(tx, {
      ...{ id: tx.newId(), vehicleId: vehicle.id, state: 'planned', startsAt: now },
      ...{ endsAt: next?.startsAt ?? null, reason: REASON, version: 1 },
      ...{ createdBy: actorId(tx), createdAt: now },
    })
  }
  return settlePeriods(tx, vehicle)
}

/** Lets a period end now, if it is not over already, in the caller's transaction, which holds its vehicle and settles it afterwards. */
export async function endNow(tx: Context, period: Period): Promise<void> {
  const now = tx.clock.now()
  const { startsAt, endsAt } = period
  if (endsAt && endsAt <= now) return
  // Never before its start, by whatever clock that was set.
  const endedAt = new Date(Math.max(now.getTime(), startsAt.getTime()))
  await setState(tx, period, period.state, { endsAt: endedAt })
}

/** Of a vehicle that leaves the fleet: what is planned is cancelled, and what is under way ends. */
export async function endAllPeriods(tx: Context, vehicle: Vehicle): Promise<void> {
  for (const period of await readOpenPeriods(tx, vehicle.id)) {
    if (period.state === 'planned') await setState(tx, period, 'cancelled')
    else await endNow(tx, period)
  }
  await settlePeriods(tx, vehicle)
}

export const notPlanned = (period: Period) =>
  conflict('maintenance_not_planned', `The maintenance is ${period.state}.`, { currentState: period.state })
