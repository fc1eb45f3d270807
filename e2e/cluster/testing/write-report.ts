/* The table of faults and their outcomes, as one run of the suite has measured them. */
import { cpus, totalmem } from 'node:os'
import type { City } from './start-city.ts'

export type Row = { name: string; since: Date; recoveryMs?: number; note?: string }
type Counts = { bookings: number; events: number; lost: number; doubled: number; stuck: number }

const FILE = new URL('../../../docs/reliability.md', import.meta.url)
const START = '<!-- faults: written by the suite -->'
const END = '<!-- /faults -->'

/** Replaces the table in the document with this run's. To be called when the city is at rest. */
export async function writeReport(city: City, rows: readonly Row[], seed: number): Promise<void> {
  const lines: string[] = []
  for (const [i, row] of rows.entries()) {
    const { bookings, events, lost, doubled, stuck } = await countBetween(city, row.since, rows[i + 1]?.since)
    const recovery = row.recoveryMs === undefined ? '**failed**' : `${(row.recoveryMs / 1_000).toFixed(1)} s`
    const cells = [row.name, recovery, bookings, events, lost, doubled, stuck, row.note ?? '']
    lines.push(`| ${cells.join(' | ')} |`)
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`
  const table = [
    START,
    `Measured ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC on ${machine}, Bun ${Bun.version}, seed ${seed}.`,
    '',
    '| fault | recovery | bookings | events | lost | doubled | stuck | seen |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
    END,
  ].join('\n')
  const text = await Bun.file(FILE).text()
  const [before, after] = [text.indexOf(START), text.indexOf(END)]
  if (before < 0 || after < 0) throw new Error(`${FILE.pathname} has no place for the table`)
  await Bun.write(FILE, text.slice(0, before) + table + text.slice(after + END.length))
}

/** What was booked from one fault to the next, and what became of it. */
async function countBetween({ sql }: City, since: Date, until = new Date()): Promise<Counts> {
  const [row] = await sql<Counts[]>`
    with booked as (select id, state from bookings where created_at >= ${since} and created_at < ${until}),
      moves as (select e.booking_id, e.seq, (select count(*) from audited_moves a
        where a.booking_id = e.booking_id and a.seq = e.seq) as times
        from booking_events e join booked b on b.id = e.booking_id)
    select (select count(*) from booked)::int as bookings,
      (select count(*) from moves)::int as events,
      (select count(*) from moves where times = 0)::int as lost,
      (select count(*) from moves where times > 1)::int as doubled,
      (select count(*) from booked where state not in ('completed', 'cancelled', 'unfulfilled'))::int as stuck`
  return row as Counts
}
