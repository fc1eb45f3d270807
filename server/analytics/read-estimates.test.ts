import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { etaCorrections, etaObservations } from '../../db/schema/index.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { marketOf } from '../tracking/geo.ts'
import { shrinkFactors } from './shrink-factors.ts'

const SEED = 20
const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 2, 2)
const DAYS = 6
const MARKETS = [marketOf({ lat: 12.97, lng: 77.59 }), marketOf({ lat: 40.71, lng: -74 })] as const
const CLASSES = ['van', 'truck'] as const
const LEGS = ['haul', 'pickup'] as const
const HOURS = [7, 8, 18]

const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())
const operator = await t.signIn('operator@hexhaul.test')
const at = (day: number) => new Date(START_MS + day * DAY_MS).toISOString()
const read = (query: Record<string, string>) =>
  t.request('GET', `/v1/analytics/estimates?${new URLSearchParams(query)}`, { as: operator })

type Observation = typeof etaObservations.$inferInsert
let observations: Observation[]
const corrections: (typeof etaCorrections.$inferInsert)[] = []

beforeAll(async () => {
  const random = randomFrom(SEED)
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
  const customer = await t.signUp('customer')
  const bookingIds: string[] = []
  for (let n = 0; n < 60; n++)
    bookingIds.push((await t.book(customer.token, await t.quote(customer.token))).body.id)
  observations = bookingIds.flatMap((bookingId) =>
    LEGS.map((leg): Observation => {
      const predictedS = 60 + Math.round(random() * 3_000)
      return {
        ...{ bookingId, leg, market: pick(MARKETS), vehicleClass: pick(CLASSES), hour: pick(HOURS) },
        ...{ predictedS, actualS: predictedS * (0.5 + random() * 2) },
        observedAt: new Date(START_MS + Math.floor(random() * DAYS) * DAY_MS),
      }
    }),
  )
  await t.deps.db.insert(etaObservations).values(observations)
  for (const market of MARKETS)
    for (const leg of LEGS)
      for (const hour of HOURS)
        corrections.push({
          ...{ market, vehicleClass: 'van', leg, hour, updatedAt: new Date(START_MS) },
          ...{ factor: 0.5 + random(), spread: random(), samples: Math.ceil(random() * 40) },
        })
  await t.deps.db.insert(etaCorrections).values(corrections)
})

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)]
  return mean([sorted[low] as number, sorted[high] as number])
}

/** What a row of the report must say of these observations, computed plainly. */
function expected(of: readonly Observation[]) {
  const [{ market, vehicleClass, leg }] = of as [Observation]
  const errorsS = of.map(({ actualS, predictedS }) => actualS - predictedS)
  return {
    ...{ market, vehicleClass, leg, samples: of.length },
    maeS: mean(errorsS.map(Math.abs)),
    biasS: mean(errorsS),
    medianErrorShare: median(
      of.map(({ actualS, predictedS }) => Math.abs(actualS - predictedS) / predictedS),
    ),
  }
}
/** To nine digits, in which sums of any order agree. */
const rounded = (rows: readonly object[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Number(value.toPrecision(9)) : value,
      ]),
    ),
  )
/** What was learnt of a van's leg, by hour. */
function learntOf(market: string, leg: string) {
  const byHour: (typeof corrections)[number][] = []
  for (const row of corrections) if (row.market === market && row.leg === leg) byHour[row.hour] = row
  return byHour
}
const keyOf = ({ market, vehicleClass, leg }: Observation) => `${market} ${vehicleClass} ${leg}`
const between = (from: number, to: number) =>
  observations.filter(({ observedAt }) => {
    const day = (observedAt.getTime() - START_MS) / DAY_MS
    return day >= from && day < to
  })

describe(`the report of estimates (seed ${SEED})`, () => {
  test('tells of each market, class and leg the errors of a period, which ends before its end', async () => {
    const { body } = await read({ from: at(1), to: at(4) })
    const groups = [...Map.groupBy(between(1, 4), keyOf)].sort(([a], [b]) => (a < b ? -1 : 1))
    expect(groups.length).toBe(MARKETS.length * CLASSES.length * LEGS.length)
    const errors = body.items.map(({ factor, spread, hour, ...row }: Record<string, unknown>) => row)
    expect(rounded(errors)).toEqual(rounded(groups.map(([, of]) => expected(of))))
    expect(body.items.every(({ hour }: { hour: unknown }) => hour === null)).toBe(true)
    expect(body.nextCursor).toBeNull()
  })

  test('tells of one market also each hour, with the factors in force', async () => {
    const [market] = MARKETS
    const { body } = await read({ from: at(0), to: at(DAYS), market, vehicleClass: 'van' })
    const mine = between(0, DAYS).filter((each) => each.market === market && each.vehicleClass === 'van')
    const rows = LEGS.flatMap((leg) => {
      const of = mine.filter((each) => each.leg === leg)
      const learnt = learntOf(market, leg)
      const { allHours, byHour } = shrinkFactors(learnt)
      const samples = learnt.reduce((sum, row) => sum + row.samples, 0)
      const spread = learnt.reduce((sum, row) => sum + row.samples * row.spread, 0) / samples
      return [
        { ...expected(of), hour: null, factor: allHours, spread },
        ...HOURS.map((hour) => ({
          ...expected(of.filter((each) => each.hour === hour)),
          ...{ hour, factor: byHour[hour], spread: learnt[hour]?.spread },
        })),
      ]
    })
    expect(rounded(body.items)).toEqual(rounded(rows))
  })

  test('says 1 where nothing was learnt, and nothing of where nobody has driven', async () => {
    const { body } = await read({ from: at(0), to: at(DAYS), vehicleClass: 'truck' })
    for (const row of body.items) expect(row).toMatchObject({ factor: 1, spread: null })
    const elsewhere = { market: marketOf({ lat: 0, lng: 0 }) }
    expect((await read({ from: at(0), to: at(DAYS), ...elsewhere })).body.items).toEqual([])
  })

  test('is a table for who asks for one', async () => {
    const ask = (to: string) => {
      const query = new URLSearchParams({ from: at(0), to, vehicleClass: 'truck' })
      const headers = { accept: 'text/csv, */*;q=0.1' }
      return t.request('GET', `/v1/analytics/estimates?${query}`, { as: operator, headers })
    }
    expect((await ask(at(0))).body).toMatchObject({ status: 422, code: 'period_invalid' })
    const table = await ask(at(DAYS))
    expect(table.headers.get('content-type')).toStartWith('text/csv')
    expect(table.headers.get('x-request-id')).not.toBeNull()
    const { body } = await read({ from: at(0), to: at(DAYS), vehicleClass: 'truck' })
    const [head, ...lines] = (table.body as string).trimEnd().split('\r\n')
    const columns = (head as string).split(',')
    const rows = lines.map((line) => line.split(','))
    expect(rows).toEqual(
      body.items.map((item: Record<string, unknown>) => columns.map((column) => String(item[column] ?? ''))),
    )
    expect(rows.length).toBeGreaterThan(0)
  })

  test.each([
    ['that ends as it begins', { from: at(1), to: at(1) }],
    ['that goes back', { from: at(2), to: at(1) }],
    ['of more than 92 days', { from: at(0), to: at(92.5) }],
  ])('refuses a period %s', async (_, query) => {
    const { status, body } = await read(query)
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'period_invalid' })
  })

  test.each([
    ['market', 'not a cell'],
    ['vehicleClass', 'rocket'],
    ['from', 'yesterday'],
  ])('refuses %s = %s by its name', async (name, value) => {
    const { status, body } = await read({ from: at(1), to: at(2), [name]: value })
    expect(status).toBe(422)
    expect(body.errors.map(({ path }: { path: string }) => path)).toContain(name)
  })
})
