import { join } from 'node:path'
import { printTable } from './table.ts'
import { type Details, TABLES } from './tables.ts'

const ROOT = join(import.meta.dir, '../..')
export const PAGE = join(ROOT, 'docs/engine.md')
export const PLOT = join(ROOT, 'docs/surge-courses.svg')
export const RESULTS = join(ROOT, 'bench/results/engine.json')

export type Results = {
  machine: Record<string, unknown>
  rows: { name: string; value: number; unit: string; goal?: string }[]
  details: Details & { missing: string[]; pickups: string; surgePlot: string }
}

/** The page with the tables of `results` between its marks; what stands around them stays. */
export function fillPage(page: string, results: Results): string {
  const { details, machine, rows } = results
  const goals = rows.filter(({ goal }) => goal)
  const parts: Record<string, string> = {
    machine: `${machine.cores} cores (${machine.cpu}), ${machine.memoryGib} GiB, ${machine.os}, Bun ${machine.bun}; load ${Number(machine.loadBefore).toFixed(1)} before it began; on ${details.pickups}${details.missing.length > 0 ? `; not installed there: ${details.missing.join(', ')}` : ''}.`,
    goals: printTable({
      head: ['what', 'measured', 'goal'],
      rows: goals.map(({ name, value, unit, goal }) => [
        name,
        `${value.toLocaleString('en-US')} ${unit}`,
        goal as string,
      ]),
    }),
    index: printTable(TABLES.index(details.index)),
    matching: printTable(TABLES.matching(details.matching)),
    quality: printTable(TABLES.quality(details.quality)),
    surge: printTable(TABLES.surge(details.surge)),
  }
  return Object.entries(parts).reduce((text, [part, filling]) => {
    const marks = new RegExp(`(<!-- ${part} -->\\n)[\\s\\S]*?(<!-- /${part} -->)`)
    if (!marks.test(text)) throw new Error(`docs/engine.md has no place for ${part}`)
    return text.replace(marks, (_, begin: string, end: string) => `${begin}${filling}\n${end}`)
  }, page)
}

/** Puts the figures of the last whole run into the page, and draws its plot. */
export async function writePage(): Promise<void> {
  const results = (await Bun.file(RESULTS).json()) as Results
  await Bun.write(PLOT, results.details.surgePlot)
  await Bun.write(PAGE, fillPage(await Bun.file(PAGE).text(), results))
}
