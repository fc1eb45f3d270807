import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false, hasStillClock: true })
})
afterAll(() => t.close())

const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  t.request(method, path, { as: t.admin, headers, ...(body && { body }) })
type Vehicle = { id: string; plate: string; year: number; vehicleClass: string }
const create = async (plate: string, more: object = {}): Promise<Vehicle> => {
  const make = { vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024, plate }
  return (await ask('POST', '/v1/admin/vehicles', { ...make, capacityKg: 750, capacityM3: 4, ...more })).body
}
const patchDriver = (id: string, body: object) => ask('PATCH', `/v1/admin/drivers/${id}`, body)

test('vehicles page through every sorting, both ways, without a gap or a double, while others come', async () => {
  const classes = ['van', 'truck', 'bike']
  const made: Vehicle[] = []
  for (let n = 0; n < 9; n++)
    made.push(await create(`SORT ${(n * 4) % 9}`, { year: 2020 + (n % 3), vehicleClass: classes[n % 3] }))
  const keys: Record<string, (vehicle: Vehicle) => string> = {
    newest: ({ id }) => id,
    plate: ({ plate, id }) => `${plate} ${id}`,
    year: ({ year, id }) => `${year} ${id}`,
    class: ({ vehicleClass, id }) => `${vehicleClass} ${id}`,
  }
  let late = 0
  for (const [sort, key] of Object.entries(keys))
    for (const order of ['asc', 'desc']) {
      const seen: Vehicle[] = []
      for (let cursor = ''; ; ) {
        const path = `/v1/admin/vehicles?q=SORT&limit=4&sort=${sort}&order=${order}${cursor}`
        const { body } = await ask('GET', path)
        seen.push(...body.items)
        if (!body.nextCursor) break
        // Before, between or behind what was seen.
        if (!cursor) await create(`SORT ${late % 9} late ${late++}`, { year: 2019 + (late % 5) })
        cursor = `&cursor=${body.nextCursor}`
      }
      const expected = made.map(key).sort()
      const ids = new Set(made.map(({ id }) => id))
      const old = seen.filter(({ id }) => ids.has(id)).map(key)
      expect({ sort, order, old }).toEqual({
        sort,
        order,
        old: order === 'asc' ? expected : expected.reverse(),
      })
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    }
})

test('a cursor holds for its own list alone, and nonsense is none', async () => {
  const { body } = await ask('GET', '/v1/admin/vehicles?limit=1&sort=year')
  const huge = { sort: 'year', order: 'asc', value: 2 ** 40, id: crypto.randomUUID() }
  const nul = { sort: 'plate', order: 'asc', value: '\u0000', id: crypto.randomUUID() }
  const wrong = [huge, nul].map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url'))
  for (const cursor of [body.nextCursor, ...wrong, 'bm9uc2Vuc2U', crypto.randomUUID()]) {
    const answer = await ask('GET', `/v1/admin/vehicles?sort=plate&cursor=${cursor}`)
    expect({ cursor, code: answer.body.code }).toEqual({ cursor, code: 'cursor_invalid' })
  }
})

test('vehicles and drivers are found by whether they are assigned, and drivers page by name', async () => {
  const [free, taken] = [await create('ASG 1'), await create('ASG 2')]
  const drivers = [await t.signUp('driver'), await t.signUp('driver'), await t.signUp('driver')]
  await patchDriver(drivers[0]?.id as string, { vehicleId: taken.id })
  const idsOf = async (path: string) =>
    (await ask('GET', path)).body.items.map(({ id }: { id: string }) => id) as string[]
  expect(await idsOf('/v1/admin/vehicles?q=ASG&assigned=true')).toEqual([taken.id])
  expect(await idsOf('/v1/admin/vehicles?q=ASG&assigned=false')).toEqual([free.id])
  expect(await idsOf('/v1/drivers?assigned=true')).toContain(drivers[0]?.id as string)
  expect(await idsOf('/v1/drivers?assigned=false')).not.toContain(drivers[0]?.id as string)
  const first = await ask('GET', '/v1/drivers?q=Test%20driver&sort=name&limit=2')
  const next = await ask(
    'GET',
    `/v1/drivers?q=Test%20driver&sort=name&limit=2&cursor=${first.body.nextCursor}`,
  )
  const names = [...first.body.items, ...next.body.items].map(({ name }: { name: string }) => name)
  expect(names).toEqual([...names].sort())
  expect(names).toHaveLength(3)
})

test('who had what is told from both sides, and handing vehicles round at once leaves no overlap', async () => {
  const [one, two] = [await create('PER 1'), await create('PER 2')]
  const [ann, ben] = [await t.signUp('driver'), await t.signUp('driver')]
  await patchDriver(ann.id, { vehicleId: one.id })
  t.clock.offsetMs += 3_600_000
  await patchDriver(ann.id, { vehicleId: two.id })
  await patchDriver(ben.id, { vehicleId: one.id })
  t.clock.offsetMs += 3_600_000
  await ask('POST', `/v1/admin/vehicles/${two.id}/retire`)
  const of = async (path: string) => (await ask('GET', `/v1/admin/${path}/assignments`)).body.items
  const [latest, first] = await of(`drivers/${ann.id}`)
  expect(first).toMatchObject({ plate: 'PER 1', endedAt: latest.startedAt })
  expect(latest).toMatchObject({ plate: 'PER 2', endedAt: t.clock.now().toISOString() })
  expect((await of(`vehicles/${one.id}`)).map((it: { driverId: string }) => it.driverId)).toEqual([
    ben.id,
    ann.id,
  ])
  // As by the clock of another process, an hour ahead of ours.
  await t.deps
    .sql`update vehicle_assignments set started_at = started_at + interval '3 hours' where ended_at is null`
  const wish = (n: number) => [
    patchDriver(n % 2 ? ann.id : ben.id, { vehicleId: n % 3 ? one.id : null }),
    patchDriver(n % 2 ? ben.id : ann.id, { vehicleId: n % 3 ? null : one.id }),
  ]
  for (let n = 0; n < 12; n++)
    for (const { status } of await Promise.all(wish(n))) expect([200, 409]).toContain(status)
  const [open] = await t.deps.sql`select count(*)::int as count from vehicle_assignments a join drivers d
    on d.user_id = a.driver_id where a.ended_at is null and d.vehicle_id is distinct from a.vehicle_id`
  expect(open?.count).toBe(0)
})

test('an entry of the audit log says who, from where, before and after, and is found by each of them', async () => {
  const headers = { 'user-agent': 'audit-test/1.0', 'x-request-id': 'audit-request-1' }
  const { id } = await create('AUD 1')
  const from = t.clock.now().toISOString()
  await ask('PATCH', `/v1/admin/vehicles/${id}`, { version: 1, model: 'Intra 50%' }, headers)
  const find = async (query: string) => (await ask('GET', `/v1/admin/audit?${query}`)).body.items
  const [entry] = await find(`subjectId=${id}&action=vehicle.change`)
  expect(entry).toMatchObject({
    ...{ actor: 'Demo Admin', requestId: 'audit-request-1', userAgent: 'audit-test/1.0' },
    ...{ before: { model: 'Ace' }, after: { model: 'Intra 50%' } },
  })
  expect(typeof entry.ipAddress).toBe('string')
  for (const query of [
    'requestId=audit-request-1',
    'q=intra%2050%25',
    `actorId=${entry.actorId}&from=${from}`,
  ])
    expect({ query, ids: (await find(query)).map((it: { id: string }) => it.id) }).toEqual({
      ...{ query, ids: expect.arrayContaining([entry.id]) },
    })
  for (const query of [`q=intra%25x`, `actorId=${crypto.randomUUID()}`, `subjectId=${id}&to=${from}`])
    expect(await find(query)).toEqual([])
  for (const time of ['0000-01-01T00:00:00Z', '2026-12-31T23:59:60Z'])
    for (const path of ['audit', 'maintenance'])
      expect((await ask('GET', `/v1/admin/${path}?from=${time}`)).body.errors[0].path).toBe('from')
  const csv = (await ask('GET', `/v1/admin/audit?subjectId=${id}`, undefined, { accept: 'text/csv' })).body
  expect(csv.split('\r\n')[0]).toStartWith('id,actorId,actor,action')
  expect(csv).toContain('audit-test/1.0')
  const whole = await ask('GET', '/v1/admin/audit?limit=1', undefined, { accept: 'text/csv' })
  expect(whole.body).toContain(id)
  const [count] = await t.deps.sql`select count(*)::int as entries from audit_log`
  expect(whole.body.match(/^[0-9a-f-]{36},/gm)).toHaveLength(count?.entries)
})

test('the audit log can be written, and neither changed nor emptied', async () => {
  const { sql } = t.deps
  for (const statement of [
    'update audit_log set action = $$x$$',
    'delete from audit_log',
    'truncate audit_log',
  ])
    await expect(sql.unsafe(statement).execute()).rejects.toMatchObject({ code: '23001' })
})
