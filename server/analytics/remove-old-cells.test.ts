import { afterAll, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { createTestApp } from '../testing/create-test-app.ts'
import { cellsSince } from './cells-since.ts'
import { removeOldCells } from './remove-old-cells.ts'

const { deps, close } = await createTestApp({ hasWorkers: false })
afterAll(close)

test('cells go once they are older than is kept, by whole spans of the longest, and nothing else does', async () => {
  const since = cellsSince(deps).toISOString()
  await deps.db.execute(sql`
    insert into cell_rollups select 1, 3600, ${since}::timestamptz + n * interval '1 hour', '89', 'van', 1
      from generate_series(-3, 1) n`)
  await deps.db.execute(sql`
    insert into supply_cells select 3600, ${since}::timestamptz + n * interval '1 hour', '89', 'van', 1
      from generate_series(-2, 1) n`)
  await deps.db.execute(sql`insert into supply_samples values (60, ${since}::timestamptz - interval '1 minute', 1),
    (900, ${since}::timestamptz - interval '15 minutes', 1)`)
  expect(await removeOldCells(deps)).toBe(3 + 2 + 1)
  expect(await removeOldCells(deps)).toBe(0)
  const [left] = await deps.db.execute(sql`select (select count(*) from cell_rollups)::int as cells,
    (select count(*) from supply_cells)::int as supply, (select count(*) from supply_samples)::int as samples`)
  expect(left).toEqual({ cells: 2, supply: 2, samples: 1 })
})
