import { systemContext } from '../../platform/context.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { randomFrom } from '../../testing/seeded-random.ts'
import { rebuildRollups } from '../rebuild-rollups.ts'
import { drawBookings } from './draw-bookings.ts'
import { stepsOf, writePeople } from './write-history.ts'

export const DAY_MS = 86_400_000
export const START_MS = Date.UTC(2026, 1, 27)
export const DAYS = 10
const QUARTER_MS = 900_000
const BOOKINGS = 80

export type Query = Record<string, string | number>
export type Figure = {
  metric: string
  currency: string | null
  value: number | null
  previous: number | null
  change: number | null
}
export const at = (ms: number) => new Date(ms).toISOString()
export const byName = (items: Figure[], of: 'value' | 'previous' = 'value') =>
  Object.fromEntries(items.map((item) => [`${item.metric} ${item.currency ?? ''}`.trim(), item[of]]))

/** The test app with ten days of bookings, counted; `told` is what the test knows of them. The seed is printed. */
export async function createHistoryApp() {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  console.log(`seed ${seed}`)
  const random = randomFrom(seed)
  const t = await createTestApp({ hasWorkers: false, config: { cellRetentionDays: 3_650 } })
  const told = drawBookings(random, BOOKINGS, START_MS, DAYS)
  await writePeople(t.deps)
  for (const [n, booking] of told.entries())
    for (const step of stepsOf(t.deps, booking, n)) await step.write()
  await rebuildRollups(systemContext(t.deps, 'a test'))
  const operator = await t.signIn('operator@hexhaul.test')
  const ask = (what: string, query: Query, headers?: Record<string, string>) => {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))
    return t.request('GET', `/v1/analytics/${what}?${search}`, { as: operator, ...(headers && { headers }) })
  }
  return {
    ...t,
    told,
    random,
    ask,
    async get(what: string, query: Query, headers?: Record<string, string>) {
      const answer = await ask(what, query, headers)
      if (answer.status !== 200) throw new Error(`${what}: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    pick: <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T,
    quarter: (fromMs: number, spanMs: number) =>
      fromMs + Math.floor((random() * spanMs) / QUARTER_MS) * QUARTER_MS,
  }
}
