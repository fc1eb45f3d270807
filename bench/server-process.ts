import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../commands/cluster/run-part.ts'
import { onEnd } from './cleanup.ts'
import { memoryMib } from './process-memory.ts'

const READY_MAX_MS = 120_000
const POLL_MS = 10
const STOP_MAX_MS = 30_000
const ROOT = join(import.meta.dir, '..')

export type ServerProcess = {
  url: string
  /** When it was spawned, by `performance.now()`. */
  spawnedMs: number
  /** From then to the first 200 of /health/ready. */
  readyMs: number
  /** The whole stack: this process and PostgreSQL's. */
  memoryMib(): Promise<number>
  stop(): Promise<void>
}

/** Runs a program of ours until it ends, is stopped, or the run ends. */
export function startProcess(args: readonly string[]): { child: Bun.Subprocess; stop(): Promise<void> } {
  const child = Bun.spawn([process.execPath, ...args], {
    cwd: ROOT,
    env: { ...process.env, RATE_LIMIT_SCALE: '100000', LOG_LEVEL: 'error' },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  const stop = onEnd(async () => {
    if (child.exitCode === null) child.kill('SIGINT')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS)
    await child.exited
    clearTimeout(timer)
  })
  return { child, stop }
}

/** Starts `up` as its own process and waits until it is ready. */
export async function startUp(dataDir: string, args: readonly string[]): Promise<ServerProcess> {
  const [port] = (await freePorts(1)) as [number]
  const url = `http://127.0.0.1:${port}`
  const spawnedMs = performance.now()
  const { child, stop } = startProcess([
    'commands/up.ts',
    '--port',
    `${port}`,
    '--data-dir',
    dataDir,
    ...args,
  ])
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}`)
    if (performance.now() - spawnedMs > READY_MAX_MS)
      throw new Error(`up was not ready in ${READY_MAX_MS} ms`)
    await Bun.sleep(POLL_MS)
  }
  const readyMs = performance.now() - spawnedMs
  const postmasterFile = join(dataDir, 'postgres/cluster/postmaster.pid')
  return {
    url,
    spawnedMs,
    readyMs,
    stop,
    async memoryMib() {
      const postmaster = Number((await readFile(postmasterFile, 'utf8')).split('\n')[0])
      return memoryMib([child.pid, postmaster])
    },
  }
}

/** A data directory that is gone after the run. */
export async function createDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hexhaul-bench-'))
  onEnd(() => rm(dataDir, { recursive: true, force: true }))
  // Started by root, PostgreSQL runs as another user, who must get through to its own folder.
  await chmod(dataDir, 0o711)
  return dataDir
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).status === 200
  } catch {
    return false
  }
}
