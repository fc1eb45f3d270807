import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { guarded, unguarded } from '../../platform/http/guard-formulas.ts'
import { createTestApp } from '../../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
})
afterAll(() => t.close())

const VEHICLES = 'vehicleClass,make,model,year,plate,capacityKg,capacityM3'
const DRIVERS = 'email,name,phone,vehicleClass'
type Kind = 'vehicles' | 'drivers'
const take = async (kind: Kind, csv: string, isDryRun = false) =>
  t.request('POST', `/v1/admin/${kind}/import`, { as: t.admin, body: { csv, isDryRun } })
const exported = async (kind: Kind) => {
  const headers = { accept: 'text/csv' }
  return (await t.request('GET', `/v1/admin/${kind}/export`, { as: t.admin, headers })).body as string
}
const table = (header: string, ...rows: string[]) => [header, ...rows].join('\r\n')
const counts = async () => {
  const [row] = await t.deps.sql`select (select count(*) from vehicles)::int as vehicles,
    (select count(*) from users)::int as users, (select count(*) from audit_log)::int as audit`
  return row
}

test('a dry run names every bad cell by row and column, a real run takes nothing, and both change nothing', async () => {
  await take('vehicles', table(VEHICLES, 'van,Tata,Ace,2024,OLD 1,750,4'))
  const [retired] = (await t.request('GET', '/v1/admin/vehicles?q=OLD', { as: t.admin })).body.items
  await t.request('POST', `/v1/admin/vehicles/${retired.id}/retire`, { as: t.admin })
  const before = await counts()
  const csv = table(
    VEHICLES,
    'van,Tata,Ace,2024,NEW 1,750,4',
    'car,Tata,Ace,24,NEW 2,750,4',
    'van,Tata,Ace,2024,new 1,750,4',
    '',
    'van,Tata,Ace,2024,OLD 1,800,4',
    'van,Tata,Ace,2024,NEW 3,-1,many',
    'van,Tata',
  )
  const dry = await take('vehicles', csv, true)
  expect(dry.body).toMatchObject({ isDryRun: true, created: 2, changed: 1, unchanged: 0 })
  expect(dry.body.problems.map((it: { row: number; column: string }) => [it.row, it.column])).toEqual([
    [3, 'vehicleClass'],
    [3, 'year'],
    [4, 'plate'],
    [6, 'plate'],
    [7, 'capacityKg'],
    [7, 'capacityM3'],
    [8, null],
  ])
  expect(dry.body.problems[2].message).toBe('The same as in row 2')
  const real = await take('vehicles', csv)
  expect(real).toMatchObject({ status: 422, body: { code: 'import_invalid' } })
  expect(real.body.errors).toHaveLength(7)
  expect(real.body.errors[6]).toEqual({ path: 'rows.8', message: '2 cells instead of 7' })
  expect(await counts()).toEqual(before)
})

test('a table that is none is refused as a whole', async () => {
  const problemsOf = async (csv: string) => (await take('vehicles', csv, true)).body.problems
  expect(await problemsOf('plate,colour')).toContainEqual({
    ...{ row: 1, column: 'colour', message: 'There is no such column' },
  })
  expect(await problemsOf(`${VEHICLES}\r\nvan,"Tata`)).toMatchObject([{ column: null }])
  const row = (n: number) => `van,Tata,Ace,2024,LONG ${n},750,4`
  const tooLong = Array.from({ length: 5_001 }, (_, n) => row(n))
  expect(await problemsOf(table(VEHICLES, ...tooLong))).toMatchObject([{ row: 1, column: null }])
})

test('quotes, a byte order mark, either line end and columns in any order are taken', async () => {
  const header = 'plate,make,model,year,vehicleClass,capacityKg,capacityM3'
  const csv = `\uFEFF${header}\n"QT 1","Tata, ""the"" maker","two\nlines",2024,van,750.5,4\n`
  expect((await take('vehicles', csv)).body).toMatchObject({ created: 1, problems: [] })
  const { body } = await t.request('GET', '/v1/admin/vehicles?q=QT%201', { as: t.admin })
  expect(body.items).toMatchObject([{ make: 'Tata, "the" maker', model: 'two\nlines', capacityKg: 750.5 }])
})

test('a table taken twice changes nothing the second time, and changes what differs the third', async () => {
  const rows = (capacityKg: number) =>
    Array.from(
      { length: 1_200 },
      (_, n) => `truck,Eicher,Pro,2023,BULK ${n},${n === 7 ? capacityKg : 3000},16`,
    )
  const first = await take('vehicles', table(VEHICLES, ...rows(3_000)))
  expect(first.body).toMatchObject({ created: 1_200, changed: 0, unchanged: 0 })
  const { audit } = (await counts()) ?? {}
  const again = await take('vehicles', table(VEHICLES, ...rows(3_000)))
  expect(again.body).toMatchObject({ created: 0, changed: 0, unchanged: 1_200 })
  expect((await counts())?.audit).toBe(audit)
  const third = await take('vehicles', table(VEHICLES, ...rows(3_500)))
  expect(third.body).toMatchObject({ created: 0, changed: 1, unchanged: 1_199 })
  const { body } = await t.request('GET', '/v1/admin/vehicles?q=BULK%207&sort=plate&limit=1', { as: t.admin })
  expect(body.items[0]).toMatchObject({ plate: 'BULK 7', capacityKg: 3_500, version: 2 })
})

test('what is exported is taken back without a change, formulas and all, and they come as plain text', async () => {
  await take('vehicles', table(VEHICLES, `van,"'=cmd|' /C calc'!A0",'@SUM(1),2024,FX 1,750,4`))
  await take('drivers', table(DRIVERS, `fx@example.com,'=1+1,'+91 80 5550 0142,van`))
  for (const kind of ['vehicles', 'drivers'] as const) {
    const csv = await exported(kind)
    expect(csv).not.toMatch(/(^|,)"?[=+@-]/m)
    const { body } = await take(kind, csv, true)
    expect(body).toMatchObject({ created: 0, changed: 0, problems: [] })
    expect(body.unchanged).toBeGreaterThan(0)
  }
  const { body } = await t.request('GET', '/v1/admin/vehicles?q=FX%201', { as: t.admin })
  expect(body.items[0]).toMatchObject({ make: "=cmd|' /C calc'!A0", model: '@SUM(1)' })
})

test('a guard is taken off again from whatever it was put on, and no guarded text is a formula', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a') }),
  )
  fc.assert(
    fc.property(text, (written) => {
      expect(unguarded(guarded(written))).toBe(written)
      expect(guarded(written)).not.toMatch(/^[=+\-@\t\r]/)
    }),
  )
})

test('drivers are taken by their addresses: new ones wait for approval, and nobody knows their password', async () => {
  const known = await t.signUp('driver')
  const [{ email }] = (await t.deps.sql`select email from users where id = ${known.id}`) as [
    { email: string },
  ]
  const csv = table(
    DRIVERS,
    'new.one@example.com,New One,+91 80 5550 0142,truck',
    `${email.toUpperCase()},Renamed,+91 80 5550 0143,bike`,
  )
  expect((await take('drivers', csv)).body).toMatchObject({ created: 1, changed: 1 })
  expect((await take('drivers', csv)).body).toMatchObject({ created: 0, changed: 0, unchanged: 2 })
  const { body } = await t.request('GET', '/v1/drivers?q=new.one', { as: t.admin })
  expect(body.items).toMatchObject([{ name: 'New One', approval: 'pending', vehicleClass: 'truck' }])
  const renamed = await t.request('GET', `/v1/admin/drivers/${known.id}`, { as: t.admin })
  expect(renamed.body).toMatchObject({ name: 'Renamed', vehicleClass: 'bike', version: 2 })
  const guess = { email: 'new.one@example.com', password: 'a long password' }
  const signIn = await t.request('POST', '/v1/auth/login', { body: guess })
  expect(signIn.body.code).toBe('credentials_invalid')
  const audit = await t.deps.sql`select before, after from audit_log where action = 'driver.import'`
  expect(JSON.stringify(audit)).not.toMatch(/argon2|password/i)
})

test('an address that is no driver, or a class that a vehicle rules out, is told', async () => {
  const driver = await t.availableDriver(12.97, 77.59)
  const [{ email }] = (await t.deps.sql`select email from users where id = ${driver.id}`) as [
    { email: string },
  ]
  const rows = ['admin@hexhaul.test,A,+91 80 5550 0142,van', `${email},B,+91 80 5550 0142,truck`]
  const { body } = await take('drivers', table(DRIVERS, ...rows), true)
  expect(body.problems.map((it: { row: number; column: string }) => [it.row, it.column])).toEqual([
    [2, 'email'],
    [3, 'vehicleClass'],
  ])
})

test('of two admins who take one new table at once both are answered, and each vehicle is there once', async () => {
  const csv = table(VEHICLES, ...Array.from({ length: 50 }, (_, n) => `van,Tata,Ace,2024,RACE ${n},750,4`))
  const answers = await Promise.all([take('vehicles', csv), take('vehicles', csv), take('vehicles', csv)])
  const outcomes = answers.map(({ status, body }) => (status === 200 ? 'taken' : body.code))
  expect(outcomes).toContain('taken')
  for (const outcome of outcomes) expect(['taken', 'plate_taken']).toContain(outcome)
  const [row] = await t.deps.sql`select count(*)::int as count from vehicles where plate like 'RACE %'`
  expect(row?.count).toBe(50)
})
