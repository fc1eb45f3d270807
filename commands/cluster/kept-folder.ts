import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * A folder that is fetched the first time and kept for the user: `fetch` fills the empty folder that it is given, and
 * answers which part of it to keep. Whole or not at all, also when two fetch at once. @throws what `fetch` throws.
 */
export async function keptFolder(name: string, fetch: (fresh: string) => Promise<string>): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const kept = join(cache, 'hexhaul', name)
  if (existsSync(kept)) return kept
  mkdirSync(dirname(kept), { recursive: true })
  const fresh = mkdtempSync(`${kept}-`)
  try {
    const part = await fetch(fresh)
    if (!existsSync(kept)) renameSync(part, kept)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return kept
}

/** Runs a program to its end in `cwd`. @throws Error with its own words when it fails. */
export async function runToEnd(command: readonly string[], cwd: string): Promise<void> {
  const run = Bun.spawn([...command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors] = await Promise.all([
    new Response(run.stdout).text(),
    new Response(run.stderr).text(),
  ])
  if ((await run.exited) !== 0) throw new Error(`${command[0]} failed:\n${output}${errors}`)
}
