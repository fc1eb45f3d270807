import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestDatabase } from '../db/testing/create-test-database.ts'
import { DATA_MODEL_PAGE, describeSchema } from './describe-schema.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('the page on the tables is what the schema is', async () => {
  const page = await Bun.file(DATA_MODEL_PAGE).text()
  expect(page, 'run `bun commands/describe-schema.ts`').toBe(describeSchema())
})

test('the tables and columns of the page, with their keys, are those of a migrated database', async () => {
  const rows = await database.sql<{ table: string; column: string; isKey: boolean; isOptional: boolean }[]>`
    select c.table_name as table, c.column_name as column, c.is_nullable = 'YES' as "isOptional",
      exists (select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        where i.indisprimary and i.indrelid = c.table_name::regclass and a.attname = c.column_name) as "isKey"
    from information_schema.columns c where c.table_schema = 'public' and c.table_name not like 'tracks\\_%'`
  const inDatabase = rows.map(({ table, column, isKey, isOptional }) =>
    [table, column, isKey && 'key', isOptional && 'optional'].filter(Boolean).join(' '),
  )
  const inPage = [...describeSchema().matchAll(/^ {2}(\w+) \{\n(.*?)\n {2}\}$/gms)].flatMap(
    ([, table, body]) =>
      (body as string).split('\n').map((line) => {
        const [, column] = line.trim().split(' ') as [string, string]
        return [table, column, /\bPK\b/.test(line) && 'key', line.endsWith('"O"') && 'optional']
          .filter(Boolean)
          .join(' ')
      }),
  )
  expect(inPage.sort()).toEqual(inDatabase.sort())
})
