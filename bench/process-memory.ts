import { readdir, readFile } from 'node:fs/promises'

/**
 * The memory of processes and all their descendants in MiB, as proportional set size: pages that several share, as
 * PostgreSQL's do, count once. NaN where there is no /proc.
 */
export async function memoryMib(roots: readonly number[]): Promise<number> {
  let kib = 0
  for (const pid of await readFamily(roots)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    kib += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
  }
  return kib === 0 ? Number.NaN : kib / 1_024
}

/** Processes and all their descendants. */
export async function readFamily(roots: readonly number[]): Promise<Set<number>> {
  const parents = await readParents()
  const members = new Set(roots)
  for (let size = 0; size !== members.size; ) {
    size = members.size
    for (const [pid, parent] of parents) if (members.has(parent)) members.add(pid)
  }
  return members
}

async function readParents(): Promise<Map<number, number>> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The second field is the command in brackets, which may hold anything.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent) parents.set(Number(name), Number(parent))
  }
  return parents
}
