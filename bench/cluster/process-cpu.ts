import { readFile } from 'node:fs/promises'
import { readFamily } from '../process-memory.ts'

/** The kernel counts in these for every program, whatever its own clock. */
const TICK_MS = 10

/** The processor time that processes and their descendants have had so far, by group; empty where there is no /proc. */
export async function readCpuMs(
  groups: ReadonlyMap<string, readonly number[]>,
): Promise<Map<string, number>> {
  const used = new Map<string, number>()
  for (const [group, roots] of groups) {
    for (const pid of await readFamily(roots)) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // After the command in brackets: user and system time, then those of children that have ended.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0)
      if (stat) used.set(group, (used.get(group) ?? 0) + ticks * TICK_MS)
    }
  }
  return used
}
