import { personId, type Size } from './size.ts'

/** Cells are kept for so long anyway. */
const SUPPLY_DAYS = 92
const SAMPLES_PER_QUARTER = 15
const SPANS_S = [3_600, 21_600, 86_400, 691_200]

/** A shift of nine hours a day, cut at midnight as the consumer cuts it. */
export const dutySql = ({ days, drivers }: Size) => `
  insert into duty_periods (driver_id, started_at, status, ended_at)
  select ${personId('d', 'd')}, greatest(s.from_at, m.day), 'available', least(s.from_at + interval '9 hours', m.day + interval '1 day')
  from generate_series(1, ${drivers}) d, generate_series(1, ${days}) n,
    lateral (select date_trunc('day', now()) - n * interval '1 day' + (d % 20) * interval '1 hour' as from_at) s,
    lateral (select date_trunc('day', s.from_at) + k * interval '1 day' as day from generate_series(0, 1) k) m
  where greatest(s.from_at, m.day) < least(s.from_at + interval '9 hours', m.day + interval '1 day')`

/** Samples of two years by market and class, and of the last months by cell, in spans of each length. */
export function supplySql({ days, drivers }: Size): string {
  const perSeries = Math.round(drivers / 12)
  const up = (table: string, keys: string, sums: string, finestS: number, spans: readonly number[]) =>
    spans
      .map(
        (spanS) => `insert into ${table} (span_s, starts_at, ${keys}${keys && ', '}${sums})
          select ${spanS}, date_bin(interval '${spanS} s', starts_at, timestamptz 'epoch') as s, ${keys}${keys && ', '}
            ${sums
              .split(', ')
              .map((sum) => `sum(${sum})`)
              .join(', ')}
          from ${table} where span_s = ${finestS} group by s${keys && `, ${keys}`}`,
      )
      .join(';\n')
  const markets = `(select distinct market from bench_places) m,
    unnest(array['van', 'bike', 'truck', 'refrigerated_truck']) as class`
  // What the server has sampled since it started, and nothing more of it until all of this is there.
  return `
    truncate supply_samples, supply_rollups, supply_cells;
    insert into supply_samples (span_s, starts_at, samples)
      select 900, at, ${SAMPLES_PER_QUARTER} from generate_series(date_trunc('hour', now()) - interval '${days} days', date_trunc('hour', now()), '15 minutes') at;
    ${up('supply_samples', '', 'samples', 900, SPANS_S)};
    insert into supply_rollups (span_s, starts_at, market, vehicle_class, on_duty, on_haul, free)
      select 900, s.starts_at, m.market, class, ${perSeries * SAMPLES_PER_QUARTER}, ${Math.round(perSeries * 0.4) * SAMPLES_PER_QUARTER},
        ${Math.round(perSeries * 0.6) * SAMPLES_PER_QUARTER}
      from supply_samples s, ${markets} where s.span_s = 900;
    ${up('supply_rollups', 'market, vehicle_class', 'on_duty, on_haul, free', 900, SPANS_S)};
    insert into supply_cells (span_s, starts_at, cell, vehicle_class, free)
      select 3600, s.starts_at, c.cell, 'van', 60
      from supply_samples s, (select distinct cell from bench_places where n % 8 = 0) c
      where s.span_s = 3600 and s.starts_at >= now() - interval '${SUPPLY_DAYS} days';
    ${up('supply_cells', 'cell, vehicle_class', 'free', 3_600, SPANS_S.slice(1))}`
}
