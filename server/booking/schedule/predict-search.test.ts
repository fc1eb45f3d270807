import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { etaObservations } from '../../../db/schema/index.ts'
import { marketOf, solarHour } from '../../tracking/geo.ts'
import { predictSearchAt, searchAt } from './predict-search.ts'
import { createScheduleApp, DAY_MS, HOUR_MS, MINUTE_MS } from './testing/create-schedule-app.ts'

const t = await createScheduleApp()
afterAll(() => t.close())

test('a search starts neither before now nor later than the least lead, and never more than an hour and the margin ahead', () => {
  const ms = (max: number) => fc.integer({ min: 0, max })
  const seed = Date.now()
  console.log(`seed ${seed}`)
  fc.assert(
    fc.property(
      ...[fc.double({ noNaN: true, min: -1e9, max: 1e9 }), ms(30 * DAY_MS), ms(2 * HOUR_MS), ms(2 * HOUR_MS)],
      (pickupS: number, aheadMs: number, scheduleMarginMs: number, scheduleLeadMinMs: number) => {
        const now = new Date('2026-03-29T00:30:00Z')
        const scheduledFor = new Date(now.getTime() + aheadMs)
        const limits = { scheduleMarginMs, scheduleLeadMinMs }
        const atMs = searchAt(scheduledFor, { pickupS, now }, limits).getTime()
        const earliestMs = scheduledFor.getTime() - Math.max(HOUR_MS + scheduleMarginMs, scheduleLeadMinMs)
        expect(atMs).toBeGreaterThanOrEqual(Math.max(now.getTime(), earliestMs))
        expect(atMs).toBeLessThanOrEqual(Math.max(now.getTime(), scheduledFor.getTime() - scheduleLeadMinMs))
      },
    ),
    { seed },
  )
})

describe('the way to the pickup is predicted', () => {
  const scheduledFor = new Date(t.clock.now().getTime() + 3 * DAY_MS)
  const { pickup } = t.haul
  const market = marketOf(pickup)
  const leadMin = async (ahead = scheduledFor, vehicleClass: 'van' | 'truck' = 'van') => {
    const at = await predictSearchAt(t.system(), { market, vehicleClass, pickup, scheduledFor: ahead })
    return (ahead.getTime() - at.getTime()) / MINUTE_MS
  }

  test('as usual where nobody has driven, and by the drivers of now for a pickup that is near', async () => {
    expect(await leadMin()).toBe(20)
    const soon = new Date(t.clock.now().getTime() + HOUR_MS)
    expect(await leadMin(soon)).toBe(20)
    await t.availableDriver(13.1, 77.59, 'truck')
    expect(await leadMin(soon, 'truck')).toBeGreaterThan(22)
    expect(await leadMin(scheduledFor, 'truck')).toBe(20)
  })

  test('by what most drives of the market, class and hour took, once there are enough, and no more than an hour', async () => {
    const bookingId = await t.newBooking()
    const hour = solarHour(pickup.lng, scheduledFor)
    const observe = async (actualS: number, { count, at = hour }: { count: number; at?: number }) => {
      const [row] = await t.deps.sql`select * from bookings where id = ${bookingId}`
      for (let i = 0; i < count; i++) {
        const id = crypto.randomUUID()
        await t.deps
          .sql`insert into quotes select (jsonb_populate_record(q, jsonb_build_object('id', ${id}::text))).* from quotes q
          where id = ${row?.quote_id}`
        await t.deps
          .sql`insert into bookings select (jsonb_populate_record(b, jsonb_build_object('id', ${id}::text, 'quote_id', ${id}::text))).*
          from bookings b where id = ${bookingId}`
        await t.deps.db.insert(etaObservations).values({
          ...{ bookingId: id, leg: 'pickup', market, vehicleClass: 'van', hour: at },
          ...{ predictedS: 600, actualS, observedAt: t.clock.now() },
        })
      }
    }
    await observe(1_500, { count: 7 })
    await observe(9_000, { count: 9, at: (hour + 12) % 24 })
    expect(await leadMin()).toBe(20)
    await observe(1_500, { count: 1 })
    expect(await leadMin()).toBe(35)
    await t.deps.db.update(etaObservations).set({ actualS: 20_000 }).where(eq(etaObservations.hour, hour))
    expect(await leadMin()).toBe(70)
  })
})
