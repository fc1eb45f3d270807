import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from './embedded.ts'
import { isAlive } from './own-data-dir.ts'

const START_TIMEOUT_MS = 60_000
let dataDir: string
let owner: Bun.Subprocess<'ignore', 'pipe', 'inherit'> | undefined

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hexhaul-embedded-'))
  chmodSync(dataDir, 0o755)
})
afterEach(async () => {
  owner?.kill('SIGKILL')
  await owner?.exited
  owner = undefined
  // Whatever a test left running is an orphan of this folder: a start ends it, and a stop ends the start.
  await (await startEmbeddedPostgres({ dataDir, isDurable: false })).stop()
  rmSync(dataDir, { recursive: true, force: true })
}, START_TIMEOUT_MS)

async function startOwner(): Promise<{ url: string; pid: number }> {
  const file = new URL('./testing/own-in-child.ts', import.meta.url).pathname
  owner = Bun.spawn(['bun', file, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { value } = await owner.stdout.getReader().read()
  return JSON.parse(new TextDecoder().decode(value))
}

async function ask<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

describe('the embedded PostgreSQL', () => {
  test(
    'refuses a second start on the data of a living process, and names it',
    async () => {
      const { url } = await startOwner()
      const refusal = startEmbeddedPostgres({ dataDir })
      await expect(refusal).rejects.toThrow(`in use by process ${owner?.pid}`)
      expect(await ask(url, (sql) => sql`select 1 as one`)).toHaveLength(1)
    },
    START_TIMEOUT_MS,
  )

  test(
    'keeps committed data when its owner is killed, and ends the server left behind',
    async () => {
      const before = await startOwner()
      await ask(before.url, async (sql) => {
        await sql`create table kept (id int)`
        await sql`insert into kept values (1), (2), (3)`
      })
      owner?.kill('SIGKILL')
      await owner?.exited
      const after = await startEmbeddedPostgres({ dataDir })
      expect(isAlive(before.pid)).toBe(false)
      expect(await ask(after.url, (sql) => sql`select id from kept`)).toHaveLength(3)
      await after.stop()
      expect(isAlive(after.pid)).toBe(false)
    },
    START_TIMEOUT_MS,
  )

  test(
    'keeps committed data when the server itself is killed, and answers once it has recovered',
    async () => {
      const killed = await startEmbeddedPostgres({ dataDir })
      await ask(killed.url, (sql) => sql`create table kept as select 42 as id`)
      process.kill(killed.pid, 'SIGKILL')
      await killed.stop()
      const after = await startEmbeddedPostgres({ dataDir })
      expect(await ask(after.url, (sql) => sql`select id from kept`)).toHaveLength(1)
      await after.stop()
    },
    START_TIMEOUT_MS,
  )

  test(
    'starts over a record of its owner that was cut short',
    async () => {
      writeFileSync(join(dataDir, 'owner.json'), '{"pid":')
      const server = await startEmbeddedPostgres({ dataDir, isDurable: false })
      expect(await ask(server.url, (sql) => sql`select 1 as one`)).toHaveLength(1)
      await server.stop()
    },
    START_TIMEOUT_MS,
  )
})
