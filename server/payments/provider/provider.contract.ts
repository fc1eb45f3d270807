import { describe, expect, test } from 'bun:test'
import { inTransaction } from '../../platform/context.ts'
import { type Books, codeOf } from '../testing/create-books.ts'
import type { Operation, PartOf, PaymentProvider } from './port.ts'

const AT_ONCE = 8

/** What every provider must do, each request in a transaction of its own as the callers have one. */
export function describeProvider(provider: PaymentProvider, books: () => Books): void {
  const inOne = <T>(work: (tx: Books['asAdmin']) => Promise<T>) => inTransaction(books().asAdmin, work)
  const authorise = (key: string, bookingId: string, amountMinor: number) =>
    inOne((tx) => provider.authorise(tx, { key, bookingId, amountMinor, currency: 'INR' }))
  const capture = (request: PartOf) => inOne((tx) => provider.capture(tx, request))
  const refund = (request: PartOf) => inOne((tx) => provider.refund(tx, request))
  const key = () => books().newKey()
  const authorised = async (amountMinor: number) => authorise(key(), await books().newBooking(), amountMinor)
  const atOnce = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: AT_ONCE }, work))
  const idsOf = (operations: readonly Operation[]) => new Set(operations.map(({ id }) => id))

  describe(`payment by ${provider.method}`, () => {
    test('has one effect and one answer per key, however often and at once it is asked', async () => {
      const [bookingId, once] = [await books().newBooking(), key()]
      const whole = await atOnce(() => authorise(once, bookingId, 500))
      expect(idsOf(whole).size).toBe(1)
      const request = { key: key(), of: (whole[0] as Operation).id, amountMinor: 500 }
      const captures = await atOnce(() => capture(request))
      expect(idsOf(captures).size).toBe(1)
      const back = { key: key(), of: (captures[0] as Operation).id, amountMinor: 500 }
      expect(idsOf(await atOnce(() => refund(back))).size).toBe(1)
    })

    test('takes no key for another request', async () => {
      const [bookingId, once] = [await books().newBooking(), key()]
      const { id: of } = await authorise(once, bookingId, 500)
      expect(await codeOf(authorise(once, bookingId, 501))).toBe('idempotency_key_reused')
      const taken = { key: key(), of, amountMinor: 100 }
      await capture(taken)
      expect(await codeOf(capture({ ...taken, amountMinor: 99 }))).toBe('idempotency_key_reused')
    })

    test('captures no more than was authorised, in parts and at once', async () => {
      const { id: of } = await authorised(500)
      const codes = await atOnce(() => codeOf(capture({ key: key(), of, amountMinor: 200 })))
      expect(codes.filter((code) => code === null)).toHaveLength(2)
      expect(codes.filter((code) => code === 'amount_too_high')).toHaveLength(AT_ONCE - 2)
      expect(await codeOf(capture({ key: key(), of, amountMinor: 100 }))).toBeNull()
    })

    test('refunds no more than was captured, in parts and at once', async () => {
      const { id } = await authorised(500)
      const { id: of } = await capture({ key: key(), of: id, amountMinor: 300 })
      const codes = await atOnce(() => codeOf(refund({ key: key(), of, amountMinor: 200 })))
      expect(codes.filter((code) => code === null)).toHaveLength(1)
      expect(await codeOf(refund({ key: key(), of, amountMinor: 100 }))).toBeNull()
      expect(await codeOf(refund({ key: key(), of, amountMinor: 1 }))).toBe('amount_too_high')
    })

    test('knows nothing of what it did not authorise or capture', async () => {
      const { id } = await authorised(500)
      for (const of of [crypto.randomUUID(), id])
        expect(await codeOf(refund({ key: key(), of, amountMinor: 1 }))).toBe('not_found')
      expect(await codeOf(capture({ key: key(), of: crypto.randomUUID(), amountMinor: 1 }))).toBe('not_found')
    })
  })
}
