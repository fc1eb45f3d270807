import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { auditLog, surgeParameters, surgePublications } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { surgeCellOf } from '../../tracking/geo.ts'
import { SurgeMarkets } from './market-surge.ts'
import { publishSurge } from './publish-surge.ts'
import { BUILT_IN_PARAMETERS } from './surge-parameters.ts'

const t = await createTestApp({ hasWorkers: false, config: { accessTokenTtlS: 86_400 } })
afterAll(() => t.close())
const operator = await t.signIn('operator@hexhaul.test')
const { id: operatorId } = (await t.request('GET', '/v1/me', { as: operator })).body
const customers: string[] = []
for (let i = 0; i < 12; i++) customers.push((await t.signUp('customer')).token)

const DEMO_MARKET = '8461893ffffffff'
const cell = surgeCellOf(t.haul.pickup)
/** A market of its own for each test that publishes nothing. */
const OTHER_MARKETS = ['84618c5ffffffff', '8460145ffffffff', '842a107ffffffff']
const post = (path: string, body: object) =>
  t.request('POST', `/v1/admin/surge${path}`, { as: operator, body })
const read = async (market = DEMO_MARKET) =>
  (await t.request('GET', `/v1/admin/surge?market=${market}`, { as: operator })).body
const audited = async (market: string) =>
  (
    await t.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, market)).orderBy(asc(auditLog.id))
  ).map(({ action, actorId }) => ({ action, actorId }))
const round = (markets: SurgeMarkets) => {
  t.clock.offsetMs += 10_000
  return publishSurge(systemContext(t.deps, 'test'), markets, { owns: () => true })
}
const askForPrices = () => Promise.all(customers.map((as) => t.quote(as)))
const quoted = async () =>
  (await t.request('POST', '/v1/quotes', { as: customers[0], body: t.haul })).body.surge

describe('parameters', () => {
  test('are built in until an operator sets a version, and no version is ever changed', async () => {
    const market = OTHER_MARKETS[0] as string
    expect(await read(market)).toMatchObject({ live: { version: 0, parameters: BUILT_IN_PARAMETERS } })
    const mild = { ...BUILT_IN_PARAMETERS, capPermille: 1_500 }
    const first = await post('/parameters', { market, version: 0, parameters: mild })
    expect(first).toMatchObject({ status: 201, body: { mode: 'live', version: 1, createdBy: operatorId } })
    const second = await post('/parameters', { market, version: 1, parameters: BUILT_IN_PARAMETERS })
    expect(second.body.version).toBe(2)
    expect(await read(market)).toMatchObject({ live: { version: 2 }, shadow: null })
    const path = `/v1/admin/surge/parameters?market=${market}`
    const { items } = (await t.request('GET', path, { as: operator })).body
    expect(items.map(({ version }: { version: number }) => version)).toEqual([2, 1])
    expect(items[1].parameters).toEqual(mild)
    expect(await audited(market)).toEqual(Array(2).fill({ action: 'surge.live', actorId: operatorId }))
  })

  test('of two who change the same version one wins, and the other is told the version', async () => {
    const market = OTHER_MARKETS[1] as string
    const both = await Promise.all(
      [1, 2].map(() => post('/parameters', { market, version: 0, parameters: BUILT_IN_PARAMETERS })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    const lost = both.find(({ status }) => status === 409)?.body
    expect(lost).toMatchObject({ code: 'version_mismatch', currentVersion: 1 })
    const rows = await t.deps.db.select().from(surgeParameters).where(eq(surgeParameters.market, market))
    expect(rows).toHaveLength(1)
  })

  test.each([
    ['parameters.capPermille', { capPermille: 999 }, 'validation_failed'],
    ['parameters.smoothing', { smoothing: 0 }, 'validation_failed'],
    ['parameters.windowS', { windowS: 60 }, 'validation_failed'],
    ['parameters.halfLifeS', { windowS: 300, halfLifeS: 301 }, 'surge_parameters_invalid'],
    ['parameters.priorDemand', { priorDemand: 5, priorSupply: 4 }, 'surge_parameters_invalid'],
    ['parameters.hysteresisPermille', { hysteresisPermille: 151 }, 'surge_parameters_invalid'],
  ])('are refused by the name of %s', async (path, change, code) => {
    const parameters = { ...BUILT_IN_PARAMETERS, ...change }
    for (const to of ['/parameters', '/shadow']) {
      const { status, body } = await post(to, { market: DEMO_MARKET, version: 0, parameters })
      expect({ status, code: body.code, paths: body.errors.map((it: { path: string }) => it.path) }).toEqual({
        status: 422,
        code,
        paths: [path],
      })
    }
  })

  test.each(['8860145b4bfffff', 'market', '84ffffffffffff0'])(
    'are of no market called %s',
    async (market) => {
      const body = { market, version: 0, parameters: BUILT_IN_PARAMETERS }
      const refused = { status: 422, body: { code: 'market_unknown', errors: [{ path: 'market' }] } }
      expect(await post('/parameters', body)).toMatchObject(refused)
    },
  )
})

describe('a hand on a market', () => {
  const market = OTHER_MARKETS[2] as string
  test('is one at a time, ends once, and makes room when its time is over; each is audited', async () => {
    const freeze = { market, kind: 'freeze', reason: 'A feed is wrong' }
    const first = await post('/controls', freeze)
    expect(first).toMatchObject({ status: 201, body: { kind: 'freeze', multiplier: null, endedAt: null } })
    expect((await read(market)).control.id).toBe(first.body.id)
    expect((await post('/controls', freeze)).body.code).toBe('surge_in_hand')
    const ended = await post(`/controls/${first.body.id}/end`, {})
    expect(ended).toMatchObject({ status: 200, body: { id: first.body.id } })
    expect(ended.body.endedAt).not.toBeNull()
    expect((await post(`/controls/${first.body.id}/end`, {})).body.code).toBe('surge_hand_ended')
    const expiresAt = new Date(t.clock.now().getTime() + 60_000).toISOString()
    const override = { market, kind: 'override', multiplier: 1.25, reason: 'The marathon', expiresAt }
    expect((await post('/controls', override)).body).toMatchObject({ multiplier: 1.25, expiresAt })
    t.clock.offsetMs += 60_000
    expect((await read(market)).control).toBeNull()
    const next = await post('/controls', freeze)
    expect(next.status).toBe(201)
    await post(`/controls/${next.body.id}/end`, {})
    const actions = ['surge.freeze', 'surge.freeze_end', 'surge.override', 'surge.freeze', 'surge.freeze_end']
    expect(await audited(market)).toEqual(actions.map((action) => ({ action, actorId: operatorId })))
  })

  test.each([
    ['multiplier', 'multiplier_misplaced', { kind: 'override' }],
    ['multiplier', 'multiplier_misplaced', { kind: 'freeze', multiplier: 1.2 }],
    ['multiplier', 'validation_failed', { kind: 'override', multiplier: 0.9 }],
    ['expiresAt', 'expiry_past', { kind: 'freeze', expiresAt: '2020-01-01T00:00:00Z' }],
    ['reason', 'validation_failed', { kind: 'freeze', reason: '' }],
  ])('is refused by the name of %s: %s', async (path, code, change) => {
    const answer = await post('/controls', { market, reason: 'Because', ...change })
    expect(answer).toMatchObject({ status: 422, body: { code, errors: [{ path }] } })
  })

  test('that was never laid on cannot be ended', async () => {
    expect((await post(`/controls/${crypto.randomUUID()}/end`, {})).status).toBe(404)
  })
})

describe('what is published', () => {
  const markets = new SurgeMarkets()

  test('goes by the version in force, and says so in the quote', async () => {
    const parameters = { ...BUILT_IN_PARAMETERS, stepMaxPermille: 90, smoothing: 1 }
    await post('/parameters', { market: DEMO_MARKET, version: 0, parameters })
    await askForPrices()
    await round(markets)
    const surge = await quoted()
    expect(surge).toMatchObject({
      multiplier: 1.09,
      cell,
      inputs: { supply: 0, previous: 1, decidedBy: 'step', parametersVersion: 1 },
    })
    expect(surge.explanation).toMatch(
      /^Nearby, demand counts 1[12]\.\d and free drivers 0\.0\. It changes step/,
    )
    const { cells, publishedAt, live } = await read()
    expect(live.version).toBe(1)
    expect(t.clock.now().getTime() - Date.parse(publishedAt)).toBeLessThan(10_000)
    const shown = cells.find((it: { cell: string }) => it.cell === cell)
    expect({ multiplier: shown.multiplier, inputs: shown.inputs }).toEqual({
      multiplier: 1.09,
      inputs: surge.inputs,
    })
  })

  test('is booked and signed with its inputs', async () => {
    const customer = customers[1] as string
    expect((await t.book(customer, await t.quote(customer))).status).toBe(201)
  })

  test('stays as it is while frozen, then goes on by steps', async () => {
    const { body: freeze } = await post('/controls', { market: DEMO_MARKET, kind: 'freeze', reason: 'Calm' })
    for (let i = 0; i < 3; i++) await round(markets)
    const held = await quoted()
    expect(held).toMatchObject({ multiplier: 1.09, inputs: { decidedBy: 'freeze' } })
    expect(held.inputs.target).toBeGreaterThan(1.2)
    await post(`/controls/${freeze.id}/end`, {})
    await round(markets)
    expect((await quoted()).multiplier).toBe(1.18)
  })

  test('is one multiplier for the whole market under an override, and what it was beneath after it', async () => {
    const elsewhere = { ...t.haul, pickup: { lat: 13.0, lng: 77.65 } }
    const priceElsewhere = async () =>
      (await t.request('POST', '/v1/quotes', { as: customers[0], body: elsewhere })).body.surge
    const override = { market: DEMO_MARKET, kind: 'override', multiplier: 2, reason: 'Flood' }
    const { body: control } = await post('/controls', override)
    await round(markets)
    for (const surge of [await quoted(), await priceElsewhere()])
      expect(surge).toMatchObject({
        multiplier: 2,
        explanation: 'Set by an operator for the whole market.',
        inputs: { decidedBy: 'override' },
      })
    const { surge } = (await t.request('GET', '/v1/ops/snapshot', { as: operator })).body
    expect(surge).toEqual([{ cell: DEMO_MARKET, multiplier: 2 }])
    await post(`/controls/${control.id}/end`, {})
    await round(markets)
    expect((await priceElsewhere()).multiplier).toBe(1)
    expect((await quoted()).multiplier).toBeCloseTo(1.36, 5)
  })

  test('can be looked up by period, by cell and page by page', async () => {
    const all = await t.deps.db.select().from(surgePublications).orderBy(asc(surgePublications.publishedAt))
    const [from, to] = [all[0]?.publishedAt, t.clock.now()].map((at) => at?.toISOString())
    const page = async (more: string) => {
      const path = `/v1/admin/surge/history?market=${DEMO_MARKET}&from=${from}&to=${to}${more}`
      return (await t.request('GET', path, { as: operator })).body
    }
    const whole = await page('')
    expect(whole.items.map(({ id }: { id: string }) => id)).toEqual(all.map(({ id }) => id))
    expect(whole.nextCursor).toBeNull()
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, nextCursor } = await page(`&limit=2&cell=${cell}${cursor && `&cursor=${cursor}`}`)
      for (const item of items) {
        const others = item.cells.filter((it: { cell: string }) => ![cell, DEMO_MARKET].includes(it.cell))
        expect(others).toEqual([])
        paged.push(item.id)
      }
      cursor = nextCursor
    }
    expect(paged).toEqual(all.map(({ id }) => id))
    expect((await page('').then(({ items }) => items)).at(-2).cells[0]).toMatchObject({
      cell: DEMO_MARKET,
      multiplier: 2,
    })
    const empty = `/v1/admin/surge/history?market=${DEMO_MARKET}&from=${to}&to=${from}`
    expect((await t.request('GET', empty, { as: operator })).body.code).toBe('period_invalid')
  })
})
