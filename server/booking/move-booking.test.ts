import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { BOOKING_STATES, type BookingState } from '../../db/schema/booking.ts'
import { bookings, outbox } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import { type Context, inTransaction, systemContext } from '../platform/context.ts'
import { moveBooking } from './move-booking.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

/** The state machine as its design tells it, apart from the table that the code goes by. */
const LEGAL: Record<BookingState, string> = {
  scheduled: 'searching cancelled',
  searching: 'assigned cancelled unfulfilled',
  assigned: 'en_route_to_pickup searching cancelled',
  en_route_to_pickup: 'arrived_at_pickup searching cancelled',
  arrived_at_pickup: 'goods_collected searching cancelled',
  goods_collected: 'arrived_at_dropoff',
  arrived_at_dropoff: 'delivered',
  delivered: 'completed',
  completed: '',
  cancelled: '',
  unfulfilled: '',
}
const isLegal = (from: BookingState, to: BookingState) => LEGAL[from].split(' ').includes(to)
const RUNS = 40
const STEPS_MAX = 30

const t = await createHaulApp()
afterAll(() => t.close())
const context = systemContext(t.deps, 'move-booking-test')
const [{ id: driverId }] = t.drivers

/** What the schema demands of a row beside its state. */
function rowOf(state: BookingState) {
  const at = t.clock.now()
  const isSought = state === 'scheduled' || state === 'searching'
  return {
    state,
    driverId: isSought ? null : driverId,
    scheduledFor: at,
    searchStartedAt: at,
    completedAt: state === 'completed' ? at : null,
    cancelledBy: state === 'cancelled' ? ('operator' as const) : null,
  }
}

class Undo extends Error {}

/** Works on a booking in a state of choice, and leaves nothing behind. */
async function withBooking(state: BookingState, work: (tx: Context, bookingId: string) => Promise<void>) {
  const bookingId = await t.newBooking()
  const undone = inTransaction(context, async (tx) => {
    await tx.db.update(bookings).set(rowOf(state)).where(eq(bookings.id, bookingId))
    await work(tx, bookingId)
    throw new Undo()
  })
  await undone.catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
}

const attempt = (tx: Context, move: { bookingId: string; to: BookingState; expectedVersion?: number }) =>
  moveBooking(tx, { ...move, set: rowOf(move.to) }).catch((error: unknown) => {
    if (error instanceof DomainError) return error
    throw error
  })

describe('a move', () => {
  test.each([...BOOKING_STATES])('from %s succeeds exactly where the table allows it', async (from) => {
    for (const to of BOOKING_STATES) {
      await withBooking(from, async (tx, bookingId) => {
        const result = await attempt(tx, { bookingId, to })
        if (isLegal(from, to)) {
          expect(result).toMatchObject({ state: to, version: 2 })
        } else {
          const extra = { currentState: from, currentVersion: 1 }
          expect(result).toMatchObject({ kind: 'conflict', code: 'illegal_move', extra })
          const [row] = await tx.db.select().from(bookings).where(eq(bookings.id, bookingId))
          expect(row).toMatchObject({ state: from, version: 1 })
        }
      })
    }
  })

  test('of any sequence, at any version, leaves a history and events that tell each legal one once', async () => {
    const step = fc.record({
      to: fc.constantFrom(...BOOKING_STATES),
      isLikely: fc.boolean(),
      versionOff: fc.constantFrom(undefined, 0, 0, -1, 1),
    })
    const start = fc.constantFrom<BookingState>('scheduled', 'searching', 'assigned')
    const steps = fc.array(step, { maxLength: STEPS_MAX })
    await fc.assert(
      fc.asyncProperty(start, steps, (from, steps) =>
        withBooking(from, async (tx, bookingId) => {
          const model = { state: from, version: 1 }
          const told: [number, BookingState, BookingState][] = []
          for (const { to: any, isLikely, versionOff } of steps) {
            const likely = LEGAL[model.state].split(' ')[0] as BookingState | ''
            const to = isLikely && likely ? likely : any
            const version = versionOff === undefined ? {} : { expectedVersion: model.version + versionOff }
            const result = await attempt(tx, { bookingId, to, ...version })
            const extra = { currentState: model.state, currentVersion: model.version }
            if (versionOff) expect(result).toMatchObject({ code: 'version_mismatch', extra })
            else if (!isLegal(model.state, to)) expect(result).toMatchObject({ code: 'illegal_move', extra })
            else {
              told.push([model.version + 1, model.state, to])
              Object.assign(model, { state: to, version: model.version + 1 })
              expect(result).toMatchObject(model)
            }
          }
          await expectTold(tx, bookingId, told)
        }),
      ),
      { numRuns: RUNS },
    )
  })
})

async function expectTold(tx: Context, bookingId: string, told: [number, BookingState, BookingState][]) {
  const history = (await t.readHistory(bookingId, tx)).slice(1)
  expect(history.map(({ seq, fromState, toState }) => [seq, fromState, toState] as unknown)).toEqual(told)
  const events = await tx.db.select().from(outbox).orderBy(outbox.position)
  const moves = events
    .map(({ data }) => data)
    .filter((data) => data.bookingId === bookingId)
    .slice(1)
  expect(moves.map(({ seq, from, to }) => [seq, from, to] as unknown)).toEqual(told)
}
