import { afterAll, describe, expect, test } from 'bun:test'
import { and, eq } from 'drizzle-orm'
import { rateCards } from '../../db/schema/index.ts'
import { inTransaction, systemContext } from '../platform/context.ts'
import { until } from '../testing/create-test-app.ts'
import { moveBooking } from './move-booking.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

const RACES = 20
const LAST_BEFORE = { arrived_at_pickup: 'en_route_to_pickup', goods_collected: 'arrived_at_pickup' }
const t = await createHaulApp()
afterAll(() => t.close())
const { customer, operator, drivers, assign, cancel, report, readRow, newBooking, advance, pass, finish } = t

async function waitingForLocks(): Promise<number> {
  const [row] = await t.deps.sql<{ waiting: number }[]>`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  return row?.waiting ?? 0
}

describe('a cancellation', () => {
  const PAST_GRACE_MS = 121_000

  /** Cancels so long after the booking, or after its assignment, and returns the fee. */
  async function feeAfter(ms: number, as: string, { isAssigned }: { isAssigned: boolean }) {
    const id = await newBooking()
    if (isAssigned) expect((await assign(id, drivers[0])).status).toBe(200)
    pass(ms)
    const { status, body } = await cancel(id, as)
    expect(status).toBe(200)
    expect(body.state).toBe('cancelled')
    expect((await readRow(id)).cancellationFeeMinor).toBe(body.cancellation.fee.amount)
    return body.cancellation as { by: string; fee: { amount: number; currency: string } }
  }
  const free = { amount: 0, currency: 'INR' }

  test('is free before the assignment, however late', async () => {
    const cancelled = await feeAfter(PAST_GRACE_MS, customer.token, { isAssigned: false })
    expect(cancelled).toMatchObject({ by: 'customer', fee: free })
  })

  test('is free within the grace', async () => {
    const cancelled = await feeAfter(100_000, customer.token, { isAssigned: true })
    expect(cancelled).toMatchObject({ by: 'customer', fee: free })
  })

  test("costs the customer the card's fee after it", async () => {
    const ofDemo = and(eq(rateCards.vehicleClass, 'van'), eq(rateCards.currency, 'INR'))
    const [card] = await t.deps.db.select().from(rateCards).where(ofDemo)
    expect(card?.freeCancellationS).toBe(120)
    expect(card?.cancellationFeeMinor).toBeGreaterThan(0)
    const cancelled = await feeAfter(PAST_GRACE_MS, customer.token, { isAssigned: true })
    expect(cancelled.fee).toEqual({ amount: card?.cancellationFeeMinor as number, currency: 'INR' })
  })

  test('causes no fee when an operator or an admin does it', async () => {
    const byOperator = await feeAfter(PAST_GRACE_MS, operator, { isAssigned: true })
    expect(byOperator).toMatchObject({ by: 'operator', fee: free })
    const byAdmin = await feeAfter(PAST_GRACE_MS, t.admin, { isAssigned: true })
    expect(byAdmin).toMatchObject({ by: 'admin', fee: free })
  })

  test('counts its grace from the last assignment, when a driver dropped out', async () => {
    const id = await newBooking()
    await assign(id, drivers[0])
    pass(PAST_GRACE_MS)
    expect((await cancel(id, drivers[0].token)).body).toMatchObject({
      state: 'searching',
      cancellation: null,
    })
    expect((await assign(id, drivers[1])).status).toBe(200)
    expect((await cancel(id, customer.token)).body.cancellation.fee).toEqual(free)
  })

  test('does not lose a race against a move that leaves it legal', async () => {
    const [driver] = drivers
    for (let round = 0; round < RACES; round++) {
      const id = await newBooking()
      await assign(id, driver)
      const [cancelled, reported] = await Promise.all([
        cancel(id, customer.token),
        report(id, driver.token, 'en_route_to_pickup', 2),
      ])
      expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
      const isFirst = cancelled.body.version === 3
      const lost = { status: 409, body: { currentState: 'cancelled', currentVersion: 3 } }
      expect(reported).toMatchObject(isFirst ? lost : { status: 200, body: { version: 3 } })
      expect((await t.readHistory(id)).map(({ seq }) => seq)).toEqual(isFirst ? [1, 2, 3] : [1, 2, 3, 4])
    }
  })

  test('waits for the move that is under way, and is decided by what it leads to', async () => {
    const [driver] = drivers
    for (const [next, status] of [
      ['arrived_at_pickup', 200],
      ['goods_collected', 409],
    ] as const) {
      const id = await newBooking()
      while ((await readRow(id)).state !== LAST_BEFORE[next]) await advance(id, driver)
      const { promise: isDone, resolve: finishMove } = Promise.withResolvers<void>()
      const { promise: isMoved, resolve: moved } = Promise.withResolvers<void>()
      const moving = inTransaction(systemContext(t.deps, 'race'), async (tx) => {
        await moveBooking(tx, { bookingId: id, to: next })
        moved()
        await isDone
      })
      await isMoved
      const cancelling = cancel(id, customer.token)
      await until(async () => (await waitingForLocks()) > 0)
      finishMove()
      await moving
      const body = status === 200 ? { state: 'cancelled' } : { code: 'illegal_move', currentState: next }
      expect(await cancelling).toMatchObject({ status, body })
      await finish(id)
    }
  })

  test.each(['customer', 'operator', 'driver'] as const)(
    'by the %s is refused once goods are on board',
    async (by) => {
      const [driver] = drivers
      const id = await newBooking()
      while ((await readRow(id)).state !== 'goods_collected') await advance(id, driver)
      const token = { customer: customer.token, operator, driver: driver.token }[by]
      const refused = { code: 'illegal_move', currentState: 'goods_collected', currentVersion: 5 }
      expect(await cancel(id, token)).toMatchObject({ status: 409, body: refused })
      expect(await readRow(id)).toMatchObject({ state: 'goods_collected', cancelledBy: null })
      await finish(id)
    },
  )
})
