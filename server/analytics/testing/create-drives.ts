import { and, eq, sql } from 'drizzle-orm'
import { outbox } from '../../../db/schema/index.ts'
import { createHaulApp, type Status, type User } from '../../booking/testing/create-haul-app.ts'
import type { EventData } from '../../platform/event-log/events.ts'
import { createEstimateRouting } from '../../platform/routing/estimate.ts'
import { localTime } from '../../pricing/find-window.ts'
import { marketOf, solarHour } from '../../tracking/geo.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** By UTC: in the demo city neither the local hour nor that of the sun is about to change. */
const MORNING_MS = (10 * 60 + 35) * MINUTE_MS
/** Some 4 km from the pickup of the tests' hauls. */
export const FAR = { lat: 13.006, lng: 77.59 }

/** The haul app with a driver who is far from the pickup, and drives as long as the test says. */
export async function createDrives() {
  const t = await createHaulApp()
  const { pickup, dropoff } = t.haul
  const driver: User = await t.availableDriver(FAR.lat, FAR.lng)
  const plain = createEstimateRouting()

  const hoursNow = () => {
    const now = t.clock.now()
    return { pickup: solarHour(pickup.lng, now), haul: localTime(now, 'Asia/Kolkata').hour }
  }
  async function report(id: string, ...statuses: Status[]) {
    for (const status of statuses) {
      const { version, driverId } = await t.readRow(id)
      const by = [driver, ...t.drivers].find((each) => each.id === driverId) as User
      const answer = await t.report(id, by.token, status, version)
      if (answer.status !== 200) throw new Error(`not ${status}: ${JSON.stringify(answer.body)}`)
    }
  }

  return {
    ...t,
    driver,
    market: marketOf(pickup),
    hoursNow,
    report,
    /** The clock goes on to the same hour of the next day, so that all that is promised is of one hour. */
    passToMorning() {
      const nowMs = t.clock.now().getTime()
      t.pass((Math.floor(nowMs / DAY_MS) + 1) * DAY_MS + MORNING_MS - nowMs)
    },
    /** The plain estimates of the next haul, in seconds. */
    async plainS() {
      const hours = hoursNow()
      const { durationS } = await plain.route([pickup, dropoff], 'van', hours.haul)
      return { pickup: plain.etaS(FAR, pickup, 'van', hours.pickup), haul: durationS }
    },
    async search(quote: object = {}): Promise<string> {
      const quoteId = await t.quote(t.customer.token, { ...t.haul, ...quote })
      return (await t.book(t.customer.token, quoteId)).body.id
    },
    async driveToPickup(id: string, actualS: number) {
      await report(id, 'en_route_to_pickup')
      t.pass(actualS * 1_000)
      await report(id, 'arrived_at_pickup')
    },
    async drive(id: string, actualS: number) {
      t.pass(20 * MINUTE_MS)
      await report(id, 'goods_collected')
      t.pass(actualS * 1_000)
      await report(id, 'arrived_at_dropoff', 'delivered', 'completed')
    },
    /** The latest event of a booking that tells of this. */
    async readMove(id: string, event: string): Promise<EventData<'booking.moved'>> {
      const ofBooking = sql`${outbox.data}->>'bookingId' = ${id} and ${outbox.data}->>'event' = ${event}`
      const rows = await t.deps.db
        .select()
        .from(outbox)
        .where(and(eq(outbox.type, 'booking.moved'), ofBooking))
        .orderBy(outbox.position)
      return rows.at(-1)?.data as EventData<'booking.moved'>
    },
  }
}
