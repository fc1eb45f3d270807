import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READY_MAX_MS = 120_000
const POLL_MS = 10
const STOP_MAX_MS = 30_000
const ROOT = join(import.meta.dir, '..')

export type ServerProcess = {
  url: string
  startMs: number
  residentMb(): Promise<number>
  stop(): Promise<void>
}

/** Starts `up` as its own process; `startMs` is the time from the spawn to the first 200 of /health/ready. */
export async function startServer(dataDir: string): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const startedMs = performance.now()
  const child = Bun.spawn(
    [process.execPath, 'commands/up.ts', '--no-simulation', '--port', String(port), '--data-dir', dataDir],
    {
      cwd: ROOT,
      env: { ...process.env, RATE_LIMIT_SCALE: '100000', LOG_LEVEL: 'error' },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'inherit',
    },
  )
  const stop = async () => {
    child.kill('SIGINT')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS)
    await child.exited
    clearTimeout(timer)
  }
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}`)
    if (performance.now() - startedMs > READY_MAX_MS) {
      await stop()
      throw new Error(`up was not ready after ${READY_MAX_MS / 1_000} s`)
    }
    await Bun.sleep(POLL_MS)
  }
  const startMs = performance.now() - startedMs
  return { url, startMs, stop, residentMb: () => residentMb(child.pid) }
}

/** Runs `work` with a data directory of its own, which is gone afterwards. */
export async function withDataDir<T>(work: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hexhaul-bench-'))
  // Started by root, PostgreSQL runs as another user, who must get through to its own folder.
  await chmod(dataDir, 0o711)
  try {
    return await work(dataDir)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).status === 200
  } catch {
    return false
  }
}

/** NaN where there is no /proc. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1_024
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
