import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cellToParent } from 'h3-js'
import { systemContext } from '../platform/context.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { METRICS } from './figures.ts'
import { rebuildRollups } from './rebuild-rollups.ts'
import { CLASSES, drawBookings, PLACES, stepsOf, type Told, writePeople } from './testing/random-history.ts'
import { recount, recountDrivers } from './testing/recount.ts'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
const START_MS = Date.UTC(2026, 2, 27)
const DAY_MS = 86_400_000
const DAYS = 10

const t = await createTestApp({ hasWorkers: false })
const random = randomFrom(SEED)
const told = drawBookings(random, 80, START_MS, DAYS)
let operator: string
beforeAll(async () => {
  console.log(`seed ${SEED}`)
  operator = await t.signIn('operator@hexhaul.test')
  await writePeople(t.deps)
  for (const [n, booking] of told.entries())
    for (const step of stepsOf(t.deps, booking, n)) await step.write()
  await rebuildRollups(systemContext(t.deps, 'a test'))
}, 60_000)
afterAll(t.close)

type Query = Record<string, string | number>
async function get(what: string, query: Query, headers?: Record<string, string>) {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))
  const answer = await t.request('GET', `/v1/analytics/${what}?${search}`, {
    as: operator,
    ...(headers && { headers }),
  })
  if (answer.status !== 200) throw new Error(`${what}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const at = (ms: number) => new Date(ms).toISOString()
const QUARTER_MS = 900_000
const quarter = (fromMs: number, spanMs: number) =>
  fromMs + Math.floor((random() * spanMs) / QUARTER_MS) * QUARTER_MS
const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
type Figure = {
  metric: string
  currency: string | null
  value: number | null
  previous: number | null
  change: number | null
}
const byName = (items: Figure[], of: 'value' | 'previous' = 'value') =>
  Object.fromEntries(items.map((item) => [`${item.metric} ${item.currency ?? ''}`.trim(), item[of]]))

describe('the figures of a period', () => {
  test('are what a count of the bookings themselves says, whatever the period, the market and the class', async () => {
    for (let n = 0; n < 25; n++) {
      const fromMs = quarter(START_MS - DAY_MS, DAYS * DAY_MS)
      const toMs = quarter(fromMs + QUARTER_MS, START_MS + (DAYS + 2) * DAY_MS - fromMs)
      const filter = {
        ...(random() < 0.5 && { market: pick(PLACES).market }),
        ...(random() < 0.5 && { vehicleClass: pick(CLASSES) }),
      }
      const ours = told.filter((booking) =>
        Object.entries(filter).every(([key, value]) => booking[key as keyof Told] === value),
      )
      const { items } = await get('summary', {
        from: at(fromMs),
        to: at(toMs),
        compare: 'previous',
        ...filter,
      })
      const all = told
      const before = { fromMs: fromMs - (toMs - fromMs), toMs: fromMs }
      expect(byName(items)).toMatchObject(recount(ours, all, { fromMs, toMs }))
      expect(byName(items, 'previous')).toMatchObject(recount(ours, all, before))
    }
  }, 60_000)
})
