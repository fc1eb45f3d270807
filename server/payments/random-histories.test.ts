import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { PaymentMethod } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import { readTrialBalance } from './read-entries.ts'
import { type Books, createBooks } from './testing/create-books.ts'
import { createOperations } from './testing/create-operations.ts'

/* Whatever happens, side by side, the books are what a simple count of what succeeded says, and sum to zero. */

const RUNS = 12
const TEST_MS = 60_000

let books: Books
let operations: ReturnType<typeof createOperations>
beforeAll(async () => {
  books = await createBooks()
  operations = createOperations(books)
}, TEST_MS)
afterAll(() => books.close())

const driver = fc.constantFrom(0 as const, 1 as const)
const pick = fc.nat(1_000)
const minor = fc.integer({ min: 1, max: 50_000 })
type Step = () => Promise<void>
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(pick, minor).map(
    (of): Step =>
      () =>
        operations.refund(...of),
  ),
  fc.tuple(pick, fc.integer({ min: -20_000, max: 20_000 })).map(
    (of): Step =>
      () =>
        operations.adjust(...of),
  ),
  fc.tuple(driver, minor).map(
    (of): Step =>
      () =>
        operations.payOut(...of),
  ),
  fc.tuple(driver, minor).map(
    (of): Step =>
      () =>
        operations.remit(...of),
  ),
  pick.map(
    (of): Step =>
      () =>
        operations.reverse(of),
  ),
  fc.constant((): Promise<void> => operations.invoice()),
  fc.tuple(pick, fc.boolean()).map(
    (of): Step =>
      () =>
        operations.closeInvoice(...of),
  ),
)
/** A driver is on one haul at a time. */
const drive = (of: 0 | 1): fc.Arbitrary<Step> =>
  fc.oneof(
    fc.tuple(minor, fc.oneof(fc.constant(0), minor), fc.constantFrom<PaymentMethod>('cash', 'invoice')).map(
      (haul): Step =>
        () =>
          operations.haul(of, ...haul),
    ),
    fc.boolean().map(
      (hasSetOut): Step =>
        () =>
          operations.cancel(of, hasSetOut),
    ),
  )
const round = fc
  .tuple(drive(0), drive(1), fc.array(step, { maxLength: 8 }))
  .map(([one, other, steps]) => [one, other, ...steps])

test(
  'over random histories the books sum to zero and are what was done, nothing twice and nothing above its bound',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
        for (const steps of rounds) {
          const refused = (error: unknown) => {
            if (!(error instanceof DomainError)) throw error
          }
          await Promise.all(steps.map((each) => each().catch(refused)))
          expect([...(await books.contradictions())]).toEqual([])
          const { customer, drivers } = books
          const { model } = operations
          expect(await books.balanceOf(customer.id)).toBe(model.customer)
          for (const of of [0, 1] as const) {
            expect(-(await books.balanceOf(drivers[of].id)) || 0).toBe(model.drivers[of].net)
            expect(model.drivers[of].cash).toBeGreaterThanOrEqual(0)
          }
        }
        const balances = await readTrialBalance(books.asAdmin, new Date(books.clock.now().getTime() + 1))
        expect(balances.reduce((sum, { amount }) => sum + amount, 0)).toBe(0)
      }),
      { numRuns: RUNS },
    )
    expect(operations.model.charged.length).toBeGreaterThan(RUNS)
  },
  TEST_MS,
)
