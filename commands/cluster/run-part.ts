import { closeSync, openSync, readFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'

export type Part = { name: string; pid: number; exited: Promise<number>; stop(): Promise<void> }

const READY_POLL_MS = 50
const STOP_DEADLINE_MS = 10_000
const LOG_TAIL_CHARS = 2_000

/**
 * Starts one process of the cluster, with its output in `logFile`, and waits until `isReady`. On Linux it ends with us even
 * when we are killed. @throws Error with the end of its output when it ends or isn't ready within `deadlineMs`.
 */
export async function runPart(options: {
  name: string
  command: readonly string[]
  logFile: string
  isReady: () => Promise<boolean>
  deadlineMs: number
  cwd?: string
  env?: Record<string, string | undefined>
}): Promise<Part> {
  const { name, logFile } = options
  const log = openSync(logFile, 'w')
  const endsWithUs =
    process.platform === 'linux' && Bun.which('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : []
  const child = Bun.spawn([...endsWithUs, ...options.command], {
    stdio: ['ignore', log, log],
    ...(options.cwd && { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  })
  closeSync(log)
  const part: Part = {
    name,
    pid: child.pid,
    exited: child.exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      // One that was paused would never see the signal.
      child.kill('SIGCONT')
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
      await child.exited
      clearTimeout(killer)
    },
  }
  const deadline = performance.now() + options.deadlineMs
  while (!(await options.isReady().catch(() => false))) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded || performance.now() > deadline) {
      await part.stop()
      const tail = readFileSync(logFile, 'utf8').slice(-LOG_TAIL_CHARS)
      throw new Error(`${name} ${hasEnded ? 'ended at its start' : 'was not ready in time'}:\n${tail}`)
    }
    await Bun.sleep(READY_POLL_MS)
  }
  return part
}

/** True when something accepts connections on the loopback port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Ports that are free on loopback now; all of them are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((found, fail) => {
          const server = createServer().once('error', fail)
          server.listen(0, '127.0.0.1', () => found(server))
        }),
    ),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}
