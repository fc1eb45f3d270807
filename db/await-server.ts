import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedPostgresError, lastLines } from './embedded-error.ts'
import { isAlive } from './own-data-dir.ts'

const START_DEADLINE_MS = 30_000
const STOP_DEADLINE_MS = 15_000
const POLL_MS = 20
const OUTPUT_MAX_CHARS = 4_000

/** Waits until the server says that it takes queries. @throws EmbeddedPostgresError with its last words when it does not. */
export async function untilReady(child: ChildProcess, cluster: string): Promise<void> {
  let output = ''
  let hasEnded = false
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_MAX_CHARS)
  })
  child.once('error', (error) => {
    output += error.message
    hasEnded = true
  })
  // Not `exit`: the last words may come after it.
  child.once('close', () => {
    hasEnded = true
  })
  const deadline = performance.now() + START_DEADLINE_MS
  while (!isReady(cluster, child.pid)) {
    if (hasEnded) throw new EmbeddedPostgresError(`PostgreSQL did not start: ${lastLines(output)}`)
    if (performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new EmbeddedPostgresError(`PostgreSQL did not start in time: ${lastLines(output)}`)
    }
    await Bun.sleep(POLL_MS)
  }
}

/** A server whose owner was killed still holds the data: stop it, after making sure that it is one. */
export async function stopOrphan(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!isAlive(pid)) return
  const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  if (!command.includes(cluster)) return
  process.kill(pid, 'SIGINT')
  await untilGone(pid)
}

/** The server's own word: it also answers connections while it still recovers, but refuses them. */
function isReady(cluster: string, pid: number | undefined): boolean {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return false
  const lines = readFileSync(file, 'utf8').split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

/** Waits for a server's end, which after a while is forced. */
export async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + STOP_DEADLINE_MS
  while (isAlive(pid)) {
    if (performance.now() > deadline) process.kill(pid, 'SIGQUIT')
    await Bun.sleep(POLL_MS)
  }
}
