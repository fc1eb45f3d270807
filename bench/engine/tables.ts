import type { IndexRow } from './index/measure-index.ts'
import type { MatchingRow } from './matching/measure-matching.ts'
import type { QualityRow } from './quality/measure-quality.ts'
import type { SurgeRow } from './surge/measure-surge.ts'
import { figure, percent, type Table } from './table.ts'

/** What the parts of the laboratory measure, as it is kept in the results. */
export type Details = { index: IndexRow[]; matching: MatchingRow[]; quality: QualityRow[]; surge: SurgeRow[] }

/** The tables of each part: what is printed, and what stands on the page. */
export const TABLES: { [Part in keyof Details]: (rows: Details[Part]) => Table } = {
  index: (rows) => ({
    head: ['drivers', 'spread', 'who', 'updates/s', 'nearest 10/s'],
    rows: rows.map((row) => [
      row.drivers.toLocaleString('en-US'),
      row.spread,
      row.name,
      figure(row.updatesPerS),
      figure(row.nearestPerS),
    ]),
  }),
  matching: (rows) => ({
    head: ['bookings × drivers', 'who', 'solver ms', 'with candidates ms', 'cost s', 'unmatched'],
    rows: rows.map((row) => [
      `${row.bookings.toLocaleString('en-US')} × ${row.drivers.toLocaleString('en-US')}`,
      row.name,
      figure(row.solveMs),
      figure(row.wholeMs),
      figure(row.costS),
      row.unmatched?.toLocaleString('en-US') ?? '–',
    ]),
  }),
  quality: (rows) => ({
    head: [
      'level',
      'drivers',
      'who',
      'mean wait s',
      'to greedy',
      'p95 wait s',
      'to pickup m',
      'completed',
      'busy',
      'idle min/h',
      '±',
    ],
    rows: rows.map((row) => [
      percent(row.level, 0),
      String(row.drivers),
      row.name,
      figure(row.meanWaitS),
      `${row.waitChange > 0 ? '+' : ''}${percent(row.waitChange)}`,
      figure(row.p95WaitS),
      figure(row.approachM),
      percent(row.completedShare),
      percent(row.busyShare),
      figure(row.idleMinutes),
      figure(row.idleSpreadMinutes),
    ]),
  }),
  surge: (rows) => ({
    head: [
      'course',
      'highest ×',
      'until near it s',
      'overshoot ×',
      'changes',
      'turns',
      'calmer than its target',
    ],
    rows: rows.map((row) => [
      row.name,
      figure(row.highestPermille / 1_000),
      figure(row.riseS),
      figure(row.overshootPermille / 1_000),
      String(row.changes),
      String(row.turns),
      `${figure(row.calm)} times`,
    ]),
  }),
}
