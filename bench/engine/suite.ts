import type { Report, Suite } from '../report.ts'
import { type IndexRow, type IndexSize, measureIndex } from './index/measure-index.ts'
import { startContenders } from './index/start-contenders.ts'
import { type MatchingRow, type MatchingSize, measureMatching } from './matching/measure-matching.ts'
import { ADAPTIVE } from './quality/dispatchers.ts'
import { measureQuality, type QualityRow, type QualitySize } from './quality/measure-quality.ts'
import { readPickups } from './read-pickups.ts'
import { drawCourses } from './surge/draw-courses.ts'
import { measureRecompute, type SurgeSize, simulateAll, summariseCourse } from './surge/measure-surge.ts'
import { printTable } from './table.ts'
import { type Details, TABLES } from './tables.ts'

type Size = { index: IndexSize; matching: MatchingSize; quality: QualitySize; surge: SurgeSize }

const BATCHES: MatchingSize['batches'] = [
  [100, 1_000],
  [1_000, 1_000],
  [1_000, 10_000],
  [10_000, 10_000],
]
const LEVELS = [0.35, 0.73, 0.84, 0.95]

const WHOLE: Size = {
  index: {
    drivers: [1_000, 10_000, 100_000, 1_000_000],
    rounds: 5,
    sliceMs: 300,
    moves: 100_000,
    questions: 20_000,
    checked: 200,
  },
  matching: { batches: BATCHES, rounds: 7, isDenseIncluded: true },
  quality: { levels: LEVELS, seeds: [1, 2, 3], bookings: 4_000 },
  surge: { cells: 10_000, rounds: 300 },
}
const QUICK: Size = {
  index: { drivers: [1_000, 10_000], rounds: 1, sliceMs: 50, moves: 10_000, questions: 1_000, checked: 50 },
  matching: { batches: BATCHES.slice(0, 3), rounds: 1, isDenseIncluded: false },
  quality: { levels: LEVELS, seeds: [1], bookings: 600 },
  surge: { cells: 10_000, rounds: 20 },
}

/** The engine by itself: who is near, who drives where, and what that is good for. */
export function engineSuite(report: Report, isQuick: boolean): Suite {
  const size = isQuick ? QUICK : WHOLE
  const show = <Part extends keyof Details>(part: Part, rows: Details[Part]) => {
    report.details[part] = rows
    console.log(`\n${printTable(TABLES[part](rows))}`)
  }
  return {
    index: async () => {
      const contenders = await startContenders()
      report.details.missing = contenders.missing
      const rows = await measureIndex(contenders.create, await readPickups(), size.index)
      await contenders.stop()
      show('index', rows)
      addIndex(report, rows)
    },
    matching: async () => {
      const rows = measureMatching(await readPickups(), size.matching)
      show('matching', rows)
      addMatching(report, rows)
    },
    quality: async () => {
      const pickups = await readPickups()
      report.details.pickups = pickups.source
      const rows = measureQuality(pickups, size.quality)
      show('quality', rows)
      addQuality(report, rows)
    },
    surge: async () => {
      const { cells } = size.surge
      report.add(`surge of ${cells} cells`, measureRecompute(size.surge), 'ms', { goal: '< 2' })
      const courses = simulateAll()
      show('surge', courses.map(summariseCourse))
      report.details.surgePlot = drawCourses(courses)
    },
  }
}

const isOurs = ({ name }: { name: string }) => name === 'Hexhaul'

/** The figures that the design has goals for. */
function addIndex(report: Report, rows: readonly IndexRow[]): void {
  for (const { drivers, spread, updatesPerS, nearestPerS } of rows.filter(isOurs)) {
    const isGoal = drivers === 100_000
    report.add(
      `updates, ${drivers} drivers, ${spread}`,
      updatesPerS,
      '/s',
      isGoal ? { goal: '≥ 10,000,000' } : {},
    )
    report.add(
      `exact nearest 10, ${drivers} drivers, ${spread}`,
      nearestPerS,
      '/s',
      isGoal ? { goal: '≥ 200,000' } : {},
    )
  }
}

function addMatching(report: Report, rows: readonly MatchingRow[]): void {
  for (const { bookings, drivers, wholeMs } of rows.filter(isOurs)) {
    const goal = drivers < 10_000 ? undefined : bookings === 1_000 ? '< 50' : '< 300'
    report.add(
      `matching ${bookings} × ${drivers}, candidates included`,
      wholeMs as number,
      'ms',
      goal ? { goal } : {},
    )
  }
}

function addQuality(report: Report, rows: readonly QualityRow[]): void {
  for (const { level, name, waitChange } of rows) {
    if (name !== ADAPTIVE) continue
    const goal = level >= 0.7 ? '≤ -15' : '≤ 0'
    report.add(`mean wait against greedy, ${level * 100} % busy`, waitChange * 100, '%', { goal })
  }
}
