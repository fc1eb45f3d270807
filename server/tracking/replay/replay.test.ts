import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../../testing/create-test-app.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

let t: Awaited<ReturnType<typeof createTestApp>>
let operator: string
let startMs: number
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  operator = await t.signIn('operator@hexhaul.test')
  startMs = t.clock.now().getTime() - 30 * MINUTE_MS
})
afterAll(() => t.close())

/** A time of the hour that is replayed: seconds after its start. */
const at = (s: number) => new Date(startMs + s * 1_000)
const windowOf = (fromS: number, toS: number) => `from=${at(fromS).toISOString()}&to=${at(toS).toISOString()}`
const ask = (path: string, as = operator) => t.request('GET', `/v1/ops/replay${path}`, { as })
const customer = () => t.signUp('customer')
type Booked = { id: string }

/** Moves everything that happened to a booking to times of the hour, one after the other. */
async function tellAgain(bookingId: string, secondsOf: readonly number[]) {
  const [created = 0, decided = 0] = secondsOf
  await t.deps.sql.begin(async (sql) => {
    // History is append-only by its triggers.
    await sql`set local session_replication_role = replica`
    for (const [i, s] of secondsOf.entries())
      await sql`update booking_events set occurred_at = ${at(s)} where booking_id = ${bookingId} and seq = ${i + 1}`
    await sql`update bookings set created_at = ${at(created)}, updated_at = ${at(secondsOf.at(-1) ?? 0)}
      where id = ${bookingId}`
    await sql`update dispatch_decisions set decided_at = ${at(decided)} where booking_id = ${bookingId}`
    await sql`update offers set created_at = ${at(decided)}, decided_at = ${at(decided)} where booking_id = ${bookingId}`
  })
}

async function bookAndAssign(lat: number) {
  const driver = await t.availableDriver(lat, 77.59)
  const { token } = await customer()
  const { id } = (await t.book(token, await t.quote(token))).body as Booked
  const assigned = await t.request('POST', `/v1/bookings/${id}/assign`, {
    as: operator,
    body: { driverId: driver.id },
  })
  expect(assigned.status).toBe(200)
  return { id, driver, token }
}

const idsOf = (answer: { body: { bookings: Booked[] } }) => answer.body.bookings.map(({ id }) => id)

describe('what happened in a past hour', () => {
  test('is each booking with the move that held at its start and those since, who drove it, and why', async () => {
    const { id, driver, token } = await bookAndAssign(12.97)
    const cancel = { as: token, body: { reason: 'plans_changed' } }
    expect((await t.request('POST', `/v1/bookings/${id}/cancel`, cancel)).status).toBe(200)
    await tellAgain(id, [-60, 300, 600])
    const { body } = await ask(`?${windowOf(0, 900)}`)
    const found = body.bookings.find((each: Booked) => each.id === id)
    expect(found).toMatchObject({
      vehicleClass: 'van',
      pickup: { ...t.haul.pickup, address: '1 Mill Road' },
      stops: [],
      moves: [
        { at: at(-60).toISOString(), event: 'created', state: 'searching', driverId: null },
        {
          at: at(300).toISOString(),
          event: 'assigned',
          state: 'assigned',
          by: 'operator',
          driverId: driver.id,
        },
        { at: at(600).toISOString(), event: 'cancelled', reason: 'plans_changed', driverId: null },
      ],
    })
    const decisions = body.decisions.filter((each: { bookingId: string }) => each.bookingId === id)
    expect(decisions).toMatchObject([
      {
        at: at(300).toISOString(),
        kind: 'manual',
        driverId: driver.id,
        driverName: expect.stringMatching('Test'),
      },
    ])
    const later = await ask(`?${windowOf(450, 550)}`)
    const held = later.body.bookings.find((each: Booked) => each.id === id)
    expect(held.moves).toMatchObject([{ state: 'assigned', driverId: driver.id }])
    expect(later.body.decisions.filter((each: { bookingId: string }) => each.bookingId === id)).toEqual([])
    for (const [from, to] of [
      [-900, -60],
      [600.001, 900],
    ] as const)
      expect(idsOf(await ask(`?${windowOf(from, to)}`))).not.toContain(id)
  })

  test('comes in pages that add up to it, and in a box is what begins or ends there', async () => {
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      const { token } = await customer()
      const { id } = (await t.book(token, await t.quote(token))).body as Booked
      await tellAgain(id, [1_200 + i])
      ids.push(id)
    }
    const paged: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 9; pages++) {
      const path: string = `?${windowOf(1_190, 1_300)}&limit=1${cursor && `&cursor=${cursor}`}`
      const page: Awaited<ReturnType<typeof ask>> = await ask(path)
      paged.push(...idsOf(page))
      cursor = page.body.nextCursor
    }
    expect(paged).toEqual(ids)
    expect(idsOf(await ask(`?${windowOf(1_190, 1_300)}&bbox=77.58,12.96,77.60,12.98`))).toEqual(ids)
    expect(idsOf(await ask(`?${windowOf(1_190, 1_300)}&bbox=77.58,12.98,77.60,12.99`))).toEqual([])
  })

  test('has surge as steps: what held at the start, what came, and what ended', async () => {
    const market = '8460145ffffffff'
    const cells = (...permille: number[]) =>
      JSON.stringify(
        permille.map((multiplierPermille, i) => ({
          cell: `88601459${i}1fffff`,
          multiplierPermille,
          inputs: { decidedBy: 'demand' },
        })),
      )
    for (const [s, published] of [
      [-20, cells(1_200, 1_000)],
      [100, cells(1_200, 1_500)],
      [110, cells(1_000, 1_500)],
    ] as const)
      await t.deps.sql`insert into surge_publications (id, market, published_at, parameters_version, cells)
        values (${t.deps.newId()}, ${market}, ${at(s)}, 0, ${published}::text::jsonb)`
    expect((await ask(`?${windowOf(0, 300)}`)).body.surge).toEqual([
      {
        cell: '8860145901fffff',
        steps: [
          { at: at(-20).toISOString(), multiplier: 1.2 },
          { at: at(110).toISOString(), multiplier: 1 },
        ],
      },
      { cell: '8860145911fffff', steps: [{ at: at(100).toISOString(), multiplier: 1.5 }] },
    ])
    expect((await ask(`?${windowOf(200, 300)}`)).body.surge).toEqual([
      { cell: '8860145911fffff', steps: [{ at: at(100).toISOString(), multiplier: 1.5 }] },
    ])
  })
})

describe.each(['', '/paths'])('a replay of %p', (path) => {
  test('needs a period that runs forward and is no longer than an hour, a box that stands upright, and an operator', async () => {
    const refused = { status: 422, body: { code: 'period_invalid', errors: [{ path: 'to' }] } }
    expect(await ask(`${path}?${windowOf(10, 0)}`)).toMatchObject(refused)
    expect(await ask(`${path}?${windowOf(0, 3_601)}`)).toMatchObject(refused)
    expect((await ask(`${path}?${windowOf(-3_600, 0)}`)).status).toBe(200)
    expect((await ask(`${path}?${windowOf(0, 60)}&bbox=0,10,1,5`)).body.code).toBe('bbox_invalid')
    const { token } = await customer()
    expect((await ask(`${path}?${windowOf(0, 60)}`, token)).status).toBe(403)
  })

  test('of what is no longer kept is refused, and says since when it is', async () => {
    const dayMs = Math.floor(t.clock.now().getTime() / DAY_MS) * DAY_MS
    const since = new Date(dayMs - t.deps.config.trackRetentionDays * DAY_MS)
    const from = (ms: number) =>
      ask(`${path}?from=${new Date(ms).toISOString()}&to=${new Date(ms + MINUTE_MS).toISOString()}`)
    expect((await from(since.getTime())).status).toBe(200)
    const { status, body } = await from(since.getTime() - 1)
    expect({ status, code: body.code, path: body.errors[0].path }).toEqual({
      ...{ status: 422, code: 'no_longer_kept', path: 'from' },
    })
    expect(body.detail).toContain(since.toISOString())
  })
})
