import { expect, test } from 'bun:test'
import { createTestDatabase } from './create-test-database.ts'

async function testWith(url: string): Promise<number> {
  const env = { ...process.env, TEST_DATABASE_URL: url }
  const stdio: ['ignore', 'ignore', 'ignore'] = ['ignore', 'ignore', 'ignore']
  return await Bun.spawn([process.execPath, 'test', './db/migrate.test.ts'], { stdio, env }).exited
}

test('tests run on the server that TEST_DATABASE_URL names, and leave no database on it', async () => {
  const database = await createTestDatabase()
  const list = () => database.sql`select datname from pg_database order by 1`
  const before = await list()
  expect(await testWith(database.url)).toBe(0)
  expect(await list()).toEqual(before)
  await database.close()
}, 60_000)

test('tests fail when that server is not there, and do not fall back to their own', async () => {
  expect(await testWith('postgres://nobody@127.0.0.1:1/none')).not.toBe(0)
}, 60_000)
