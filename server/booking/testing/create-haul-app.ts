import { asc, eq } from 'drizzle-orm'
import { bookingEvents, bookings } from '../../../db/schema/index.ts'
import type { Config } from '../../config.ts'
import type { Context } from '../../platform/context.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import type { DRIVER_STATUSES } from '../report-status.ts'
import { LEGAL_MOVES } from '../states.ts'

export type Status = (typeof DRIVER_STATUSES)[number]
export type User = { id: string; token: string }
export type HaulApp = Awaited<ReturnType<typeof createHaulApp>>

/** The test app without workers, so that a booking moves only as the test says, and everybody a haul needs. */
export async function createHaulApp(config: Partial<Config> = {}) {
  const t = await createTestApp({ hasWorkers: false, config })
  const customer: User = await t.signUp('customer')
  const operator = await t.signIn('operator@hexhaul.test')
  const drivers: [User, User] = [
    await t.availableDriver(12.97, 77.59),
    await t.availableDriver(12.971, 77.591),
  ]
  const act = (id: string, verb: string, as: string, body: object) =>
    t.request('POST', `/v1/bookings/${id}/${verb}`, { as, body })
  const assign = (id: string, driver: User) => act(id, 'assign', operator, { driverId: driver.id })
  const cancel = (id: string, as: string) => act(id, 'cancel', as, { reason: 'a test' })
  const report = (id: string, as: string, status: Status, version: number) =>
    act(id, 'status', as, { status, version })

  async function readRow(id: string) {
    const [row] = await t.deps.db.select().from(bookings).where(eq(bookings.id, id))
    if (!row) throw new Error(`no booking ${id}`)
    return row
  }

  /** Does the next thing that may be done to a booking with this driver: the haul that goes well. */
  async function advance(id: string, driver: User) {
    const { state, version } = await readRow(id)
    return state === 'searching'
      ? assign(id, driver)
      : report(id, driver.token, LEGAL_MOVES[state][0] as Status, version)
  }

  return {
    ...t,
    customer,
    operator,
    drivers,
    assign,
    cancel,
    report,
    readRow,
    advance,
    newBooking: async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string,
    readHistory: (id: string, { db }: Pick<Context, 'db'> = t.deps) =>
      db.select().from(bookingEvents).where(eq(bookingEvents.bookingId, id)).orderBy(asc(bookingEvents.seq)),
    /** The clock never goes back: the rate limits, which count on it, would refuse everything until it has caught up. */
    pass(ms: number) {
      t.clock.offsetMs += ms
    },
    /** Ends a booking by whatever its state allows, so that its driver is free again. */
    async finish(id: string) {
      for (;;) {
        const { state, driverId } = await readRow(id)
        if (LEGAL_MOVES[state].length === 0) return
        const driver = drivers.find((each) => each.id === driverId)
        const isCancellable = LEGAL_MOVES[state].includes('cancelled') || !driver
        const answer = isCancellable ? await cancel(id, t.admin) : await advance(id, driver)
        if (answer.status !== 200) throw new Error(`not finished: ${JSON.stringify(answer.body)}`)
      }
    },
  }
}
