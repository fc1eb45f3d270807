/* For tests: one driver after the other on a haul, each of whom is asked for the next one. */
import { createRace, type Haul, type Racer } from './create-race.ts'
import { runTick } from './run-tick.ts'

type Asked = { id: string; state: string; etaS: number; freeInS: number | null }

export async function createRelay() {
  const race = await createRace(0)
  const { sql } = race.deps
  const relay = {
    ...race,
    driver: race.customer as Racer,
    /** The next driver comes on duty at the pickup. */
    async next(): Promise<void> {
      relay.driver = await race.availableDriver(race.haul.pickup.lat, race.haul.pickup.lng)
    },
    tick: () => runTick(race.contexts[0]),
    /** The offer to the driver, who is on a haul, or null when they were not asked. */
    async ask(bookingId: string): Promise<Asked | null> {
      if (!(await race.askAhead(bookingId, relay.driver))) return null
      const [offer] = await sql<Asked[]>`
        select id, state, pickup_eta_s as "etaS", free_in_s as "freeInS" from offers
        where booking_id = ${bookingId} order by id desc limit 1`
      return offer ?? null
    },
    /** The driver is at a drop-off, and has promised to come to another booking after it. */
    async promise(): Promise<{ haul: Haul; bookingId: string; offerId: string }> {
      const haul = await race.drive(relay.driver, 'arrived_at_dropoff')
      const bookingId = await race.newBooking()
      const offerId = (await relay.ask(bookingId))?.id as string
      const { body } = await race.accept(offerId, relay.driver)
      if (body.offerState !== 'queued') throw new Error(`the promise was answered with ${body.offerState}`)
      return { haul, bookingId, offerId }
    },
    /** Brings a haul at its drop-off to its end. */
    async finish({ bookingId, version }: Haul): Promise<void> {
      await race.report(bookingId, relay.driver, 'delivered', version)
      const { status } = await race.complete({ bookingId, version: version + 1 }, relay.driver)
      if (status !== 200) throw new Error(`the end of the haul was answered with ${status}`)
    },
    /** Time passes, and the driver is heard. */
    async pass(ms: number): Promise<void> {
      race.clock.offsetMs += ms
      await race.setStatus(relay.driver, 'available')
    },
    eventsOf: async (bookingId: string): Promise<string[]> => {
      const rows = await sql`select type from booking_events where booking_id = ${bookingId} order by seq`
      return rows.map(({ type }) => type)
    },
    /** What counts for the driver's acceptance rate. */
    async counts() {
      const [row] = await sql<{ decided: number; accepted: number }[]>`
        select coalesce(sum(accepted + declined + expired), 0)::int as decided, coalesce(sum(accepted), 0)::int as accepted
        from driver_reliability_days where driver_id = ${relay.driver.id}`
      return row as NonNullable<typeof row>
    },
    readDetail: async (bookingId: string) =>
      (await race.request('GET', `/v1/bookings/${bookingId}`, { as: race.customer.token })).body,
    listOffers: async () =>
      (await race.request('GET', '/v1/driver/offers', { as: relay.driver.token })).body.items,
  }
  return relay
}
