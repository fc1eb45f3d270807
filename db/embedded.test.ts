import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { untilGone } from './await-server.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { isAlive } from './own-data-dir.ts'

const START_TIMEOUT_MS = 60_000
let dataDir: string
let owner: Bun.Subprocess<'ignore', 'pipe', 'inherit'> | undefined

/** `nobody`, which every Linux has. */
const PLAIN_UID = 65_534
const isRoot = process.getuid?.() === 0
const asPlainUser = isRoot
  ? ['setpriv', `--reuid=${PLAIN_UID}`, `--regid=${PLAIN_UID}`, '--clear-groups', 'env', `HOME=${tmpdir()}`]
  : []
const canBePlainUser = Bun.spawnSync([...asPlainUser, process.execPath, '--version']).success
if (!canBePlainUser)
  console.warn('SKIPPED: root cannot become a plain user here, or that user cannot run Bun')

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

async function startOwner(folder = dataDir, prefix: string[] = []): Promise<{ url: string; pid: number }> {
  const file = new URL('./testing/own-in-child.ts', import.meta.url).pathname
  owner = Bun.spawn([...prefix, process.execPath, file, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
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

  test(
    'says what the server said when it does not start, and starts once that is put right',
    async () => {
      await (await startEmbeddedPostgres({ dataDir, isDurable: false })).stop()
      const settings = join(dataDir, 'cluster', 'postgresql.conf')
      const before = readFileSync(settings)
      writeFileSync(settings, 'no_such_setting = 1\n')
      const refusal = startEmbeddedPostgres({ dataDir, isDurable: false })
      await expect(refusal).rejects.toThrow('no_such_setting')
      writeFileSync(settings, before)
      await (await startEmbeddedPostgres({ dataDir, isDurable: false })).stop()
    },
    START_TIMEOUT_MS,
  )

  test('says what initdb said when it fails, and leaves no half-made cluster', () => {
    const bin = join(dataDir, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'initdb'), '#!/bin/sh\necho "no space left" >&2\nexit 3\n', { mode: 0o755 })
    const [cluster, passwordFile] = [join(dataDir, 'cluster'), join(dataDir, 'password')]
    const initialise = () =>
      initialiseCluster({ bin, root: dataDir, cluster, passwordFile, account: undefined })
    expect(initialise).toThrow(/initdb failed \(3\): no space left/)
    expect(existsSync(cluster)).toBe(false)
  })

  test.skipIf(!canBePlainUser)(
    'runs for a plain user, as that user',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hexhaul-plain-'))
      if (isRoot) chownSync(folder, PLAIN_UID, PLAIN_UID)
      const { url, pid } = await startOwner(folder, asPlainUser)
      try {
        expect(await ask(url, (sql) => sql`select 1 as one`)).toHaveLength(1)
        const account = Bun.spawnSync(['ps', '-o', 'uid=', '-p', String(pid)])
          .stdout.toString()
          .trim()
        expect(account).toBe(String(isRoot ? PLAIN_UID : process.getuid?.()))
      } finally {
        process.kill(pid, 'SIGINT')
        await untilGone(pid)
        rmSync(folder, { recursive: true, force: true })
      }
    },
    START_TIMEOUT_MS,
  )
})
