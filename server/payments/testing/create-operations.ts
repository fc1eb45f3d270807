import { expect } from 'bun:test'
import type { PaymentMethod } from '../../../db/schema/index.ts'
import { adjustCustomer, adjustDriver } from '../adjust-balance.ts'
import { payInvoice, voidInvoice } from '../close-invoice.ts'
import { issueInvoice } from '../issue-invoice.ts'
import { refundBooking } from '../refund-booking.ts'
import { reverseEntry } from '../reverse-entry.ts'
import { payOut, remitCash } from '../settle-driver.ts'
import type { Books } from './create-books.ts'

const CURRENCY = 'INR'
const REASON = 'a test'

type Driver = { net: number; cash: number }
type Charged = {
  id: string
  chargedMinor: number
  earnedMinor: number
  refundedMinor: number
  driver: 0 | 1 | null
}
/** What was done, counted in the plainest way: above zero the customer owes, and a driver is owed. */
const startModel = () => ({
  customer: 0,
  drivers: [
    { net: 0, cash: 0 },
    { net: 0, cash: 0 },
  ] as [Driver, Driver],
  charged: [] as Charged[],
  reversible: [] as { id: string; undo(): void }[],
  invoices: [] as { id: string; total: number }[],
})
const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)]

/** Of a booking all refunds are shared, or none. */
const isShared = ({ id }: Charged) => Number.parseInt(id.slice(-1), 16) % 2 === 0
const givenBack = ({ refundedMinor, earnedMinor, chargedMinor }: Charged) =>
  Math.floor((refundedMinor * earnedMinor) / chargedMinor)

/** What can be done to the books; each that succeeds is counted in the model. */
export function createOperations(books: Books) {
  const model = startModel()
  return { model, ...ofBookings(books, model), ...byHand(books, model) }
}

const by = (books: Books) => ({ idempotencyKey: books.newKey(), reason: REASON })
type Model = ReturnType<typeof startModel>

function ofBookings(books: Books, model: Model) {
  return {
    async haul(driver: 0 | 1, priceMinor: number, waitingFeeMinor: number, paymentMethod: PaymentMethod) {
      const who = books.drivers[driver]
      const id = await books.delivered({ driver: who, priceMinor, waitingFeeMinor, paymentMethod })
      // The driver and the dispatcher at once: the haul is charged once.
      const ends = await Promise.allSettled([
        books.complete(id),
        books.complete(id, { role: 'driver', id: who.id }),
      ])
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const chargedMinor = priceMinor + waitingFeeMinor
      const earnedMinor = priceMinor - Math.floor(priceMinor / 5) + waitingFeeMinor
      model.drivers[driver].net += earnedMinor
      if (paymentMethod === 'cash') {
        model.drivers[driver].net -= chargedMinor
        model.drivers[driver].cash += chargedMinor
      } else model.customer += chargedMinor
      model.charged.push({ id, chargedMinor, earnedMinor, refundedMinor: 0, driver })
    },
    async cancel(driver: 0 | 1, hasSetOut: boolean) {
      const { id, cancellationFeeMinor } = await books.cancelled(
        books.drivers[driver],
        hasSetOut ? 'arrived_at_pickup' : 'assigned',
      )
      const feeMinor = cancellationFeeMinor as number
      model.customer += feeMinor
      if (hasSetOut) model.drivers[driver].net += feeMinor
      const earnedMinor = hasSetOut ? feeMinor : 0
      model.charged.push({
        id,
        chargedMinor: feeMinor,
        earnedMinor,
        refundedMinor: 0,
        driver: hasSetOut ? driver : null,
      })
    },
    async refund(pick: number, amountMinor: number) {
      const charged = at(model.charged, pick)
      if (!charged) return
      const refund = { ...by(books), bookingId: charged.id, amountMinor, isShared: isShared(charged) }
      await refundBooking(books.asAdmin, refund)
      const before = givenBack(charged)
      charged.refundedMinor += amountMinor
      expect(charged.refundedMinor).toBeLessThanOrEqual(charged.chargedMinor)
      model.customer -= amountMinor
      if (isShared(charged) && charged.driver !== null)
        model.drivers[charged.driver].net -= givenBack(charged) - before
    },
  }
}

function byHand(books: Books, model: Model) {
  return {
    async adjust(whom: number, amountMinor: number) {
      const driver = whom % 3 === 2 ? null : ((whom % 3) as 0 | 1)
      const adjustment = { ...by(books), amountMinor, currency: CURRENCY }
      const { id } =
        driver === null
          ? await adjustCustomer(books.asAdmin, { ...adjustment, customerId: books.customer.id })
          : await adjustDriver(books.asAdmin, { ...adjustment, driverId: books.drivers[driver].id })
      const count = (sign: 1 | -1) => {
        if (driver === null) model.customer -= sign * amountMinor
        else model.drivers[driver].net += sign * amountMinor
      }
      count(1)
      model.reversible.push({ id, undo: () => count(-1) })
    },
    async payOut(driver: 0 | 1, amountMinor: number) {
      const driverId = books.drivers[driver].id
      const { id, postings } = await payOut(books.asAdmin, {
        ...by(books),
        driverId,
        amountMinor,
        currency: CURRENCY,
      })
      const setOff = -(postings.find(({ account }) => account === 'driver_cash')?.amount ?? 0)
      const count = (sign: 1 | -1) => {
        model.drivers[driver].net -= sign * amountMinor
        model.drivers[driver].cash -= sign * setOff
      }
      count(1)
      model.reversible.push({ id, undo: () => count(-1) })
    },
    async remit(driver: 0 | 1, amountMinor: number) {
      const driverId = books.drivers[driver].id
      const { id } = await remitCash(books.asAdmin, {
        ...by(books),
        driverId,
        amountMinor,
        currency: CURRENCY,
      })
      const count = (sign: 1 | -1) => {
        model.drivers[driver].net += sign * amountMinor
        model.drivers[driver].cash -= sign * amountMinor
      }
      count(1)
      model.reversible.push({ id, undo: () => count(-1) })
    },
    async reverse(pick: number) {
      const entry = at(model.reversible, pick)
      if (!entry) return
      await reverseEntry(books.asAdmin, { ...by(books), entryId: entry.id })
      entry.undo()
    },
    async invoice() {
      const terms = { before: new Date(books.clock.now().getTime() + 1), dueInDays: 14, currency: CURRENCY }
      const { id, total } = await issueInvoice(books.asAdmin, { ...terms, customerId: books.customer.id })
      model.invoices.push({ id, total: total.amount })
    },
    async closeInvoice(pick: number, isPaid: boolean) {
      const invoice = at(model.invoices, pick)
      if (!invoice) return
      await (isPaid ? payInvoice : voidInvoice)(books.asAdmin, { id: invoice.id, note: REASON })
      if (isPaid) model.customer -= invoice.total
    },
  }
}
