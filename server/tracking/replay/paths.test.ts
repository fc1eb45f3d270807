import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let operator: string
let startMs: number
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  operator = await t.signIn('operator@hexhaul.test')
  startMs = t.clock.now().getTime() - 1_800_000
})
afterAll(() => t.close())

/** A time of the hour that is replayed: seconds after its start. */
const at = (s: number) => new Date(startMs + s * 1_000)
const ask = (fromS: number, toS: number, more = '') =>
  t.request(
    'GET',
    `/v1/ops/replay/paths?from=${at(fromS).toISOString()}&to=${at(toS).toISOString()}${more}`,
    {
      as: operator,
    },
  )
type Driven = { id: string }

describe('paths of a past hour', () => {
  test('lead through what was reported, by who was on duty, and in a box by who was ever there', async () => {
    const driver = await t.availableDriver(25, 60)
    const { sql } = t.deps
    await sql`delete from tracks where driver_id = ${driver.id}`
    for (const [s, lat, lng] of [
      [0, 25, 60],
      [10, 25.001, 60],
      [20, 25.002, 60],
      [30, 25.002, 60.001],
      [200, 25.002, 60.001],
    ] as const)
      await sql`insert into tracks (driver_id, recorded_at, lat, lng) values (${driver.id}, ${at(s)}, ${lat}, ${lng})`
    await sql`insert into duty_periods (driver_id, started_at, status, ended_at)
      values (${driver.id}, ${at(-60)}, 'available', ${at(100)}), (${driver.id}, ${at(100)}, 'paused', null)`
    const { body } = await ask(0, 600)
    expect(body.items.find((each: Driven) => each.id === driver.id)).toEqual({
      ...{ id: driver.id, name: expect.stringMatching('Test driver'), vehicleClass: 'van' },
      duty: [
        { status: 'available', from: at(-60).toISOString(), to: at(100).toISOString() },
        { status: 'paused', from: at(100).toISOString(), to: null },
      ],
      path: [0, 2_500_000, 6_000_000, 200, 200, 0, 100, 0, 100, 1_700, 0, 0],
    })
    const inBox = async (bbox: string) =>
      (await ask(0, 600, `&bbox=${bbox}`)).body.items.map(({ id }: Driven) => id)
    expect(await inBox('60.0005,25,60.01,25.01')).toEqual([driver.id])
    expect(await inBox('60.01,25,60.02,25.01')).toEqual([])
    expect(await inBox('60.01,25,60.0005,25.01')).toEqual([driver.id])
    expect((await ask(300, 600)).body.items).toEqual([])
  })

  test('come in pages by driver', async () => {
    const { sql } = t.deps
    const drivers = [await t.availableDriver(26, 61), await t.availableDriver(26, 61.1)]
      .map(({ id }) => id)
      .sort()
    for (const id of drivers)
      await sql`insert into tracks (driver_id, recorded_at, lat, lng) values (${id}, ${at(-600)}, 26, 61)`
    const first = await ask(-620, -590, '&limit=1')
    expect(first.body).toMatchObject({ items: [{ id: drivers[0] }], nextCursor: drivers[0] })
    const second = await ask(-620, -590, `&limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ id: drivers[1] }], nextCursor: null })
  })
})
