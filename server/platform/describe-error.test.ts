import { afterAll, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { Elysia, t } from 'elysia'
import { users } from '../../db/schema/index.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { createLog } from './log.ts'

const database = await createTestDatabase()
afterAll(() => database.close())

const EMAIL = 'asha.quillfeather@example.com'
let written = ''
const write = (line: string) => {
  written += line
}
const log = createLog('debug', { write })
const thrown = (work: () => Promise<unknown>) =>
  work().then(
    () => undefined,
    (error: unknown) => error,
  )
/** What the log says of an error. */
function told(error: unknown): string {
  expect(error).toBeInstanceOf(Error)
  written = ''
  log.error({ err: error }, 'failed')
  return written
}

test('a failed statement is told with its constraint, not with its values', async () => {
  const user = {
    role: 'customer' as const,
    name: 'Asha',
    email: EMAIL,
    phone: '+91 80',
    passwordHash: '$argon2id$v',
  }
  const insert = () =>
    database.db.insert(users).values({ ...user, id: Bun.randomUUIDv7(), createdAt: new Date() } as never)
  await insert()
  const error = await thrown(insert)
  expect(String(error)).toContain(EMAIL)
  const line = told(error)
  expect(line).toContain('users')
  expect(line).toContain('23505')
  for (const value of [EMAIL, '$argon2id', '+91 80']) expect(line).not.toContain(value)
})

test('a value that PostgreSQL cannot read is not repeated', async () => {
  const line = told(await thrown(() => database.db.execute(sql`select ${EMAIL}::uuid`)))
  expect(line).toContain('invalid input syntax')
  expect(line).not.toContain(EMAIL)
})

test('an answer that does not fit its schema is not repeated', async () => {
  let caught: unknown
  const app = new Elysia()
    .onError(({ error }) => {
      caught = error
      return 'caught'
    })
    .get('/', () => ({ email: EMAIL }) as never, { response: { 200: t.Object({ email: t.Integer() }) } })
  await app.handle(new Request('http://localhost/'))
  expect(String((caught as Error).message)).toContain(EMAIL)
  expect(told(caught)).not.toContain(EMAIL)
})

test('a field that should not be logged is struck out, one and two levels down', () => {
  written = ''
  log.info(
    { email: EMAIL, user: { phone: EMAIL, contact: { name: EMAIL } }, headers: { authorization: EMAIL } },
    'x',
  )
  expect(written).not.toContain(EMAIL)
  expect(JSON.parse(written)).toMatchObject({ email: '[redacted]' })
})
