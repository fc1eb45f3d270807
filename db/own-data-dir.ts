import { execFileSync } from 'node:child_process'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Owner = { pid: number; startedAt: string }

const fileOf = (root: string) => join(root, 'owner.json')

/**
 * Makes this process the one owner of a data folder; the record of a process that is gone, or whose number is another's
 * now, does not count. Returns the process id of the living owner that keeps us out, if there is one.
 */
export function ownDataDir(root: string): number | undefined {
  const file = fileOf(root)
  const owner = readOwner(file)
  if (owner && isAlive(owner.pid) && processStart(owner.pid) === owner.startedAt) return owner.pid
  rmSync(file, { force: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) }))
  try {
    // A link appears whole or not at all, and only one of two that start together makes it.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readOwner(file)?.pid
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return undefined
}

export function releaseDataDir(root: string): void {
  rmSync(fileOf(root), { force: true })
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    // Missing, or cut short by a crash of the machine: nobody's.
    return undefined
  }
}

function processStart(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** A process that has ended but was not yet collected by its parent counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return process.platform !== 'linux'
  }
}
