import { eq } from 'drizzle-orm'
import { bookings, type PaymentMethod } from '../../../db/schema/index.ts'
import { cancelBooking } from '../../booking/cancel-booking.ts'
import { completeBooking } from '../../booking/complete-booking.ts'
import type { BookingRow } from '../../booking/move-booking.ts'
import { createHaulApp, type User } from '../../booking/testing/create-haul-app.ts'
import { type Actor, type Context, systemContext } from '../../platform/context.ts'
import { moneyContradictions } from '../../testing/money-contradictions.ts'

export type Books = Awaited<ReturnType<typeof createBooks>>
export type Haul = {
  driver: User
  priceMinor: number
  waitingFeeMinor?: number
  paymentMethod?: PaymentMethod
}

/** The test app with bookings that are at their end, ready to be charged, and who may post by hand. */
export async function createBooks() {
  const t = await createHaulApp()
  const admin = (await t.request('GET', '/v1/me', { as: t.admin })).body
  const contextOf = (actor: Actor): Context => ({ ...systemContext(t.deps, 'books'), actor })
  const asAdmin = contextOf({ role: 'admin', id: admin.id })

  const put = async (id: string, set: Partial<BookingRow>) => {
    await t.deps.db.update(bookings).set(set).where(eq(bookings.id, id))
    return id
  }
  return {
    ...t,
    contextOf,
    asAdmin,
    newKey: () => crypto.randomUUID() as string,
    /** A booking whose driver has delivered it. */
    async delivered({ driver, ...terms }: Haul): Promise<string> {
      return put(await t.newBooking(), { ...terms, state: 'delivered', driverId: driver.id })
    },
    complete: (bookingId: string, as: Actor = { role: 'system' }) =>
      completeBooking(contextOf(as), { bookingId, expectedVersion: 1 }),
    /** A booking in a state, which its customer cancels long after the assignment. */
    async cancelled(driver: User, state: 'assigned' | 'arrived_at_pickup'): Promise<BookingRow> {
      const assignedAt = new Date(t.clock.now().getTime() - 3_600_000)
      const bookingId = await put(await t.newBooking(), { state, driverId: driver.id, assignedAt })
      return cancelBooking(contextOf({ role: 'customer', id: t.customer.id }), {
        bookingId,
        reason: 'a test',
      })
    },
    /** The balance of somebody's accounts, a debit above zero. */
    async balanceOf(ownerId: string): Promise<number> {
      const [row] = await t.deps.sql<{ sum: number }[]>`
        select coalesce(sum(amount_minor), 0)::float8 as sum from ledger_postings p
        join ledger_accounts a on a.id = p.account_id where a.owner_id = ${ownerId}`
      return row?.sum as number
    },
    contradictions: () => t.deps.sql`${moneyContradictions(t.deps.sql)}`,
  }
}

/** The code that a use case failed with, or null when it did not. */
export const codeOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: { code?: string }) => {
      if (error.code) return error.code
      throw error
    },
  )
