import { afterAll, expect, test } from 'bun:test'
import { quotes } from '../../db/schema/index.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { removeOldQuotes } from './remove-old-quotes.ts'

const DAY_MS = 86_400_000
const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())

test('quotes are kept for the retention, and for as long as their booking', async () => {
  const customer = await t.signUp('customer')
  const [booked, left] = [await t.quote(customer.token), await t.quote(customer.token)]
  expect((await t.book(customer.token, booked)).status).toBe(201)
  const ids = async () => (await t.deps.db.select({ id: quotes.id }).from(quotes)).map(({ id }) => id).sort()
  t.clock.offsetMs = t.deps.config.eventRetentionDays * DAY_MS
  expect(await removeOldQuotes(t.deps)).toBe(0)
  expect(await ids()).toEqual([booked, left].sort())
  t.clock.offsetMs += 301_000
  expect(await removeOldQuotes(t.deps)).toBe(1)
  expect(await ids()).toEqual([booked])
})
