import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { auditLog, surgeParameters } from '../../../db/schema/index.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { BUILT_IN_PARAMETERS } from './surge-parameters.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())
const operator = await t.signIn('operator@hexhaul.test')
const { id: operatorId } = (await t.request('GET', '/v1/me', { as: operator })).body

const DEMO_MARKET = '8461893ffffffff'
/** A market of its own for each test that publishes nothing. */
const OTHER_MARKETS = ['84618c5ffffffff', '8460145ffffffff', '842a107ffffffff']
const post = (path: string, body: object) =>
  t.request('POST', `/v1/admin/surge${path}`, { as: operator, body })
const read = async (market: string) =>
  (await t.request('GET', `/v1/admin/surge?market=${market}`, { as: operator })).body
const audited = async (market: string) =>
  (
    await t.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, market)).orderBy(asc(auditLog.id))
  ).map(({ action, actorId }) => ({ action, actorId }))

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
  const inHand = async () => {
    const { items } = (await t.request('GET', '/v1/admin/surge/controls', { as: operator })).body
    return items.map(({ id }: { id: string }) => id)
  }
  test('is one at a time, ends once, and makes room when its time is over; each is audited', async () => {
    const freeze = { market, kind: 'freeze', reason: 'A feed is wrong' }
    const first = await post('/controls', freeze)
    expect(first).toMatchObject({ status: 201, body: { kind: 'freeze', multiplier: null, endedAt: null } })
    expect((await read(market)).control.id).toBe(first.body.id)
    expect(await inHand()).toEqual([first.body.id])
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
    expect(await inHand()).toEqual([])
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
