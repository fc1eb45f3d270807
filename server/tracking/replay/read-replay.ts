import { readChosen, readTaken } from '../../assignment/read-chosen.ts'
import { type PastBooking, readMoves } from '../../booking/read-moves.ts'
import { isActive } from '../../booking/states.ts'
import type { Context } from '../../platform/context.ts'
import { readSurgeSteps } from '../../pricing/surge/read-steps.ts'
import type { Bbox } from '../grid.ts'
import { assertWindow, type Window } from './assert-window.ts'

export const REPLAY_PAGE_MAX = 1_000
const DAY_MS = 86_400_000

type Query = Window & { bbox?: Bbox; limit: number; cursor?: string }

/**
 * What happened from `from` to before `to`, at most an hour: bookings under way with their moves and the drivers who were
 * chosen, in pages by booking, and with the first page how surge went. @throws DomainError period_invalid, no_longer_kept.
 */
export async function readReplay(context: Context, query: Query) {
  assertWindow(context, query)
  const { from, to, cursor } = query
  const [{ found, nextCursor }, surge] = await Promise.all([
    readMoves(context, query),
    cursor ? [] : readSurgeSteps(context, { from, to }),
  ])
  const bookingIds = found.map(({ id }) => id)
  const [decisions, taken] = await Promise.all([
    readChosen(context, { bookingIds, from, to }),
    readTaken(context, bookingIds),
  ])
  const takenOf = Map.groupBy(taken, ({ bookingId }) => bookingId)
  const { clock, config } = context
  const since = (days: number) => new Date(clock.now().getTime() - days * DAY_MS).toISOString()
  return {
    keptSince: { decisions: since(config.decisionRetentionDays), surge: since(config.surgeRetentionDays) },
    bookings: found.map((booking) => withDrivers(booking, takenOf.get(booking.id) ?? [])),
    decisions,
    surge,
    nextCursor,
  }
}

type Taken = Awaited<ReturnType<typeof readTaken>>[number]

/** A move does not say who drives: who took the offer that it names, or the last one before it, does until it ends. */
function withDrivers({ moves, ...booking }: PastBooking, taken: readonly Taken[]) {
  let driverId: string | null = null
  return {
    ...booking,
    moves: moves.map(({ offerId, occurredAt, ...move }) => {
      if (!isActive(move.state)) driverId = null
      else if (move.event === 'assigned' || driverId === null) {
        const before = taken.filter(({ createdAt }) => createdAt <= occurredAt)
        driverId = (taken.find(({ id }) => id === offerId) ?? before.at(-1))?.driverId ?? null
      }
      return { ...move, driverId, at: occurredAt.toISOString() }
    }),
  }
}
