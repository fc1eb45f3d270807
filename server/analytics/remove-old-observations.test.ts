import { afterAll, expect, test } from 'bun:test'
import { asc } from 'drizzle-orm'
import { etaObservations } from '../../db/schema/index.ts'
import { createHaulApp } from '../booking/testing/create-haul-app.ts'
import { removeOldObservations } from './remove-old-observations.ts'

const DAY_MS = 86_400_000
const t = await createHaulApp()
afterAll(() => t.close())

test('observations are kept for their retention', async () => {
  const bookingId = await t.newBooking()
  const observedAt = t.clock.now()
  const observation = {
    ...{ bookingId, market: 'm', vehicleClass: 'van' as const, hour: 8 },
    ...{ predictedS: 60, actualS: 70, observedAt },
  }
  await t.deps.db.insert(etaObservations).values([
    { ...observation, leg: 'pickup' },
    { ...observation, leg: 'haul', observedAt: new Date(observedAt.getTime() + 60_000) },
  ])
  const legs = async () =>
    (await t.deps.db.select().from(etaObservations).orderBy(asc(etaObservations.leg))).map(({ leg }) => leg)
  t.pass(t.deps.config.estimateRetentionDays * DAY_MS - 30_000)
  expect(await removeOldObservations(t.deps)).toBe(0)
  expect(await legs()).toEqual(['haul', 'pickup'])
  t.pass(60_000)
  expect(await removeOldObservations(t.deps)).toBe(1)
  expect(await legs()).toEqual(['haul'])
})
