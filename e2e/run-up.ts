/* For tests: `up`, or where TEST_ON says so `cluster`, as a person starts it, in a process of its own, and what it leaves on the machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../commands/cluster/run-part.ts'
import { isAlive } from '../db/own-data-dir.ts'

const READY_MS = 110_000
const POLL_MS = 20

export type Up = {
  pid: number
  exited: Promise<number>
  kill(signal: NodeJS.Signals): void
  /** Everything said so far. */
  said(): string
  complained(): Promise<string>
}

/** Waits for a condition. @throws Error when it does not come about in time. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  deadlineMs = READY_MS,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const value = await condition()
    if (value) return value
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await Bun.sleep(POLL_MS)
  }
}

export const freePort = async () => (await freePorts(1))[0] as number

/** A folder that the system user of PostgreSQL may enter, too. */
export function makeDataDir(name: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), `hexhaul-${name}-`))
  Bun.spawnSync(['chmod', '755', dataDir])
  return dataDir
}

const started: Up[] = []

/** Starts `up` with its flags; `asCommand` as `bun run up`, with the processes between it and us. */
export function startUp(
  flags: readonly string[],
  { env = {}, asCommand = false }: { env?: Record<string, string>; asCommand?: boolean } = {},
): Up {
  const name = process.env.TEST_ON === 'cluster' ? 'cluster' : 'up'
  const command = asCommand ? ['bun', 'run', name, ...flags] : ['bun', `commands/${name}.ts`, ...flags]
  const child = Bun.spawn(command, {
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
    env: { ...process.env, LOG_LEVEL: 'error', ...env },
  })
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) text += decoder.decode(chunk, { stream: true })
  }
  const reading = read()
  const complaints = new Response(child.stderr).text()
  const up: Up = {
    pid: child.pid,
    exited: child.exited.then(async (code) => {
      await reading
      return code
    }),
    // As a terminal does it: to everything that runs in the foreground.
    kill: (signal) => {
      if (isAlive(child.pid)) process.kill(-child.pid, signal)
    },
    said: () => text,
    complained: () => complaints,
  }
  started.push(up)
  return up
}

/** Ends whatever a failed test has left, its PostgreSQL too, and removes the data. */
export async function cleanUp(dataDir: string): Promise<void> {
  for (const up of started.splice(0)) up.kill('SIGKILL')
  const pid = postmasterOf(dataDir)
  if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGQUIT')
  await until('PostgreSQL is gone', () => pid === undefined || !isAlive(pid))
  rmSync(dataDir, { recursive: true, force: true })
}

export const untilReady = (port: number) =>
  until('up is ready', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    return answer?.ok
  })

function readPostmaster(dataDir: string): string[] | undefined {
  try {
    return readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')
  } catch {
    // Not started yet, or stopped.
    return undefined
  }
}

/** The process of the embedded PostgreSQL, when there is one. */
export function postmasterOf(dataDir: string): number | undefined {
  const pid = Number(readPostmaster(dataDir)?.[0])
  return pid > 0 ? pid : undefined
}

/** Where the embedded PostgreSQL of a running `up` answers. */
export function databaseUrlOf(dataDir: string): string {
  const port = readPostmaster(dataDir)?.[3]
  const password = readFileSync(join(dataDir, 'postgres/password'), 'utf8').trim()
  return `postgres://hexhaul:${password}@127.0.0.1:${port}/postgres`
}

/** The living processes that a process has started, theirs included, and itself. */
export function familyOf(pid: number): number[] {
  const rows = Bun.spawnSync(['ps', '-eo', 'pid=,ppid=']).stdout.toString().trim().split('\n')
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number])
  const family = [pid]
  for (const member of family)
    family.push(...pairs.filter(([, parent]) => parent === member).map(([child]) => child))
  return family.filter(isAlive)
}
