import type { Context } from '../../platform/context.ts'
import { NO_SURGE_PERMILLE } from './compute-surge.ts'
import { cellsInForce } from './recompute-market.ts'

/** A market publishes every few seconds: what is older than this at the start has ended, or surge was not computed. */
const LOOKBACK_MS = 300_000

type Cell = { cell: string; multiplierPermille: number; inputs: { decidedBy: string } }
type Row = { market: string; publishedAt: Date; cells: Cell[] | null }
type Step = { at: string; multiplier: number }

/** How the multiplier of each cell that surged went from `from` to before `to`, in steps; the first may be of before. */
export async function readSurgeSteps({ sql }: Context, { from, to }: { from: Date; to: Date }) {
  const rows = await sql<Row[]>`
    select market, published_at as "publishedAt", (
      select jsonb_agg(jsonb_build_object('cell', cell->'cell', 'multiplierPermille', cell->'multiplierPermille',
        'inputs', jsonb_build_object('decidedBy', cell->'inputs'->'decidedBy')))
      from jsonb_array_elements(cells) as cell
      where (cell->>'multiplierPermille')::int > ${NO_SURGE_PERMILLE}) as cells
    from surge_publications
    where published_at >= ${new Date(from.getTime() - LOOKBACK_MS)} and published_at < ${to}
    order by published_at`
  const steps = new Map<string, Step[]>()
  const current = new Map<string, Map<string, number>>()
  for (const { market, publishedAt, cells } of rows) {
    const now = new Map(
      cellsInForce(cells ?? []).map(({ cell, multiplierPermille }) => [cell, multiplierPermille]),
    )
    const before = current.get(market) ?? new Map<string, number>()
    for (const cell of new Set([...before.keys(), ...now.keys()])) {
      const permille = now.get(cell) ?? NO_SURGE_PERMILLE
      if (permille === (before.get(cell) ?? NO_SURGE_PERMILLE)) continue
      const step = { at: publishedAt.toISOString(), multiplier: permille / 1_000 }
      steps.set(cell, [...(steps.get(cell) ?? []), step])
    }
    current.set(market, now)
  }
  return Array.from(steps, ([cell, of]) => ({ cell, steps: since(of, from.toISOString()) })).filter(
    ({ steps: [first, ...more] }) => more.length > 0 || (first && first.multiplier > 1),
  )
}

const since = (steps: readonly Step[], from: string) =>
  steps.slice(
    Math.max(
      0,
      steps.findLastIndex(({ at }) => at <= from),
    ),
  )
