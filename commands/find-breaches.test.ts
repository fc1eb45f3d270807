import { expect, test } from 'bun:test'
import { findBreaches } from './find-breaches.ts'

/** What one file breaks; the exceptions that so small a project does not need are left out. */
const breachesOf = (path: string, text: string) =>
  findBreaches([{ path, text }]).filter((breach) => !/^(dependency|table)-rules\.ts/.test(breach))

test('a folder imports only what the table lets it', () => {
  expect(breachesOf('server/app.ts', "import { a } from '../workers/repeat.ts'")).toEqual([
    'server/app.ts: server must not import workers/repeat.ts',
  ])
  expect(breachesOf('simulator/main.ts', "export * from '../server/app.ts'")).toHaveLength(1)
  expect(breachesOf('bench/main.ts', "const a = await import('../db/connect.ts')")).toHaveLength(1)
  expect(breachesOf('db/connect.ts', "import '../server/main.ts'")).toHaveLength(1)
  expect(breachesOf('workers/main.ts', "import { a } from '../server/config.ts'")).toEqual([])
})

test('the dashboard knows the server as types alone', () => {
  const types = "import type { App } from '../server/app-types.ts'"
  expect(breachesOf('web/app.tsx', types)).toEqual([])
  expect(breachesOf('web/app.tsx', types.replace('type ', ''))).toHaveLength(1)
  expect(breachesOf('web/app.tsx', types.replace('app-types', 'app'))).toHaveLength(1)
})

test('what is for tests stays out of what runs', () => {
  const text = "import { until } from './testing/create-test-app.ts'"
  expect(breachesOf('server/app.ts', text)).toHaveLength(1)
  expect(breachesOf('server/app.test.ts', text)).toEqual([])
})

test("a service leaves another's tables alone, in drizzle and in SQL", () => {
  const drizzle = "import { quotes } from '../../db/schema/index.ts'"
  expect(breachesOf('server/pricing/read.ts', drizzle)).toEqual([])
  expect(breachesOf('server/identity/read.ts', drizzle)).toEqual([
    "server/identity/read.ts: identity reads quotes, which is pricing's: ask its use cases",
  ])
  expect(breachesOf('server/identity/write.ts', 'sql`delete from quotes where id = 1`')).toEqual([
    "server/identity/write.ts: identity writes quotes, which is pricing's: ask its use cases",
  ])
})

test('leave to read is no leave to write', () => {
  const read = "import { bookings } from '../../db/schema/index.ts'"
  expect(breachesOf('server/admin/read.ts', read)).toEqual([])
  expect(breachesOf('server/admin/write.ts', `${read}\ndb.update(bookings)`)).toHaveLength(1)
})

test('an exception that nothing needs any more is named', () => {
  expect(findBreaches([]).some((breach) => breach.includes('nothing needs this exception'))).toBe(true)
})
