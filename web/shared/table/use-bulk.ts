import { useRef, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import type { IconName } from '../icons.tsx'
import { type Outcome, runEach } from './run-each.ts'
import type { Selection } from './use-selection.ts'

const PARALLEL_MAX = 4
const TOO_FAST_STATUS = 429
const PAUSE_MS = 1_000

/** Something that can be done to many rows, one after the other. */
export type BulkAction<Row> = {
  /** As on its button. */
  label: string
  icon: IconName
  isDanger?: boolean
  /** Asks for what is needed first; without it the action runs at once. */
  Dialog?: (props: { rows: Row[]; onRun: (act: Act<Row>) => void; onClose: () => void }) => React.ReactNode
  act?: Act<Row>
  parallelMax?: number
}
export type Act<Row> = (row: Row) => Promise<unknown>
type Entry = { id: string; name: string; outcome: Outcome }
/** What an action did, row by row. */
export type Report = { label: string; isRunning: boolean; entries: readonly Entry[] }

type Options<Row> = {
  nameOf: (row: Row) => string
  selection: Selection
  /** Reads a row again, so that it shows what the server made of it. */
  reread: (id: string) => Promise<void>
}

/** Runs actions on many rows, a few at a time, and keeps what became of each until it is dismissed. */
export function useBulk<Row extends { id: string }>({ nameOf, selection, reread }: Options<Row>) {
  const [report, setReport] = useState<Report | null>(null)
  const stopper = useRef(new AbortController())

  const note = (id: string, outcome: Outcome) =>
    setReport(
      (now) =>
        now && { ...now, entries: now.entries.map((each) => (each.id === id ? { ...each, outcome } : each)) },
    )

  async function run({ label, parallelMax = PARALLEL_MAX }: BulkAction<Row>, act: Act<Row>, rows: Row[]) {
    stopper.current = new AbortController()
    const entries = rows.map((row) => ({
      id: row.id,
      name: nameOf(row),
      outcome: { is: 'waiting' } as Outcome,
    }))
    setReport({ label, isRunning: true, entries })
    await runEach({
      ...{ items: rows, parallelMax, signal: stopper.current.signal },
      async act(row) {
        try {
          await act(row)
        } finally {
          await reread(row.id)
        }
      },
      onOutcome(row, outcome) {
        note(row.id, outcome)
        // What failed stays selected, for another try.
        if (outcome.is === 'done') selection.set([row.id], false)
      },
      isTooFast: (error) => error instanceof ApiError && error.status === TOO_FAST_STATUS,
      pause: () => new Promise((resume) => setTimeout(resume, PAUSE_MS)),
    })
    setReport((now) => now && { ...now, isRunning: false })
  }
  return { report, run, stop: () => stopper.current.abort(), dismiss: () => setReport(null) }
}
