import { sql } from 'drizzle-orm'
import { latLngToCell } from 'h3-js'
import { supplySamples } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { SILENT_AFTER_MS } from '../tracking/driver.ts'
import type { DriverIndex } from '../tracking/driver-index.ts'
import { marketOf } from '../tracking/geo.ts'
import { CELL_RESOLUTION } from './count-bookings.ts'
import { rollUpSql } from './roll-up.ts'
import { BOOKING_SPANS_S, SUPPLY_CELL_SPANS_S } from './spans.ts'

const MINUTE_S = 60
const MINUTE_MS = MINUTE_S * 1_000
const DUTY = ['on_duty', 'on_haul', 'free'] as const
/** In SQL: a table of what was sampled, from the JSON of its rows. */
const sampled = (member: string, columns: string) =>
  `select 1 as sign, asked.at, f.* from asked, jsonb_to_recordset(asked.found->'${member}') as f (${columns})`

const ROLL_UP = [
  rollUpSql({
    table: 'supply_samples',
    keys: [],
    measures: ['samples'],
    spansS: BOOKING_SPANS_S,
    rows: 'select 1 as sign, asked.at, 1 as samples from asked',
    hasGenerations: false,
  }),
  rollUpSql({
    table: 'supply_rollups',
    keys: ['market', 'vehicle_class'],
    measures: DUTY,
    spansS: BOOKING_SPANS_S,
    rows: sampled('series', 'market text, vehicle_class text, on_duty int, on_haul int, free int'),
    hasGenerations: false,
  }),
  rollUpSql({
    table: 'supply_cells',
    keys: ['cell', 'vehicle_class'],
    measures: ['free'],
    spansS: SUPPLY_CELL_SPANS_S,
    rows: sampled('cells', 'cell text, vehicle_class text, free int'),
    hasGenerations: false,
  }),
].join(',\n')

/**
 * Counts the drivers on duty, as this process knows them, once a minute: whichever process of many is the first to write a
 * minute down counts it, and a minute that nobody was there for is none.
 */
export function sampleSupply(context: Context): Promise<void> {
  const nowMs = context.clock.now().getTime()
  const startsAt = new Date(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)
  return inTransaction(context, async (tx) => {
    const [isOurs] = await tx.db
      .insert(supplySamples)
      .values({ spanS: MINUTE_S, startsAt, samples: 1 })
      .onConflictDoNothing()
      .returning({ startsAt: supplySamples.startsAt })
    if (!isOurs) return
    const found = JSON.stringify(countDrivers(context.driverIndex, nowMs))
    await tx.db.execute(sql`
      with asked as (select ${startsAt.toISOString()}::timestamptz as at, ${found}::jsonb as found),
        ${sql.raw(ROLL_UP)}
      select`)
  })
}

/** Drivers on duty with a place, by market and class, and the free ones of them by cell; one who is silent is not free. */
function countDrivers(index: DriverIndex, nowMs: number) {
  const series = new Map<string, Record<(typeof DUTY)[number], number>>()
  const cells = new Map<string, number>()
  for (const { status, position, vehicleClass, bookingId, isFit } of index.all()) {
    if (status === 'offline' || !position) continue
    const isFree =
      status === 'available' && isFit && !bookingId && nowMs - position.heardAtMs < SILENT_AFTER_MS
    const key = `${marketOf(position)} ${vehicleClass}`
    const row = series.get(key) ?? { on_duty: 0, on_haul: 0, free: 0 }
    row.on_duty += 1
    row.on_haul += bookingId ? 1 : 0
    row.free += isFree ? 1 : 0
    series.set(key, row)
    if (!isFree) continue
    const cell = `${latLngToCell(position.lat, position.lng, CELL_RESOLUTION)} ${vehicleClass}`
    cells.set(cell, (cells.get(cell) ?? 0) + 1)
  }
  const split = (key: string) => key.split(' ') as [string, string]
  return {
    series: Array.from(series, ([key, row]) => {
      const [market, vehicle_class] = split(key)
      return { market, vehicle_class, ...row }
    }),
    cells: Array.from(cells, ([key, free]) => {
      const [cell, vehicle_class] = split(key)
      return { cell, vehicle_class, free }
    }),
  }
}
