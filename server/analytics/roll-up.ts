import { type SQL, sql } from 'drizzle-orm'

type RollUp = {
  table: string
  /** Of the table, beside generation, span and start. */
  keys: readonly string[]
  measures: readonly string[]
  /** From short to long. */
  spansS: readonly number[]
  /** A query of `sign`, `at`, the keys and the measures; rows without a time are none. */
  rows: string
  /** Whether the table has generations; true where not said. */
  hasGenerations?: boolean
}

/**
 * In SQL: members of a `with` that add rows, or take them back where their sign is -1, to the spans of each length that their
 * times fall into; of each generation that a member `generations (sign, generation)` names for their sign. First the shortest spans
 * are summed, then the longer ones from these. Whoever adds, adds in the order of the keys, so that two who meet in a table wait
 * for each other and not in a circle.
 */
export function rollUpSql({ table, keys, measures, spansS, rows, hasGenerations = true }: RollUp): string {
  const generation = hasGenerations ? ['generation'] : []
  const all = [...generation, 'span_s', 'starts_at', ...keys]
  const of = (name: string, columns: readonly string[]) =>
    columns.map((column) => `${name}.${column}`).join(', ')
  const sums = (sign: string) =>
    measures.map((measure) => `sum(${sign}r.${measure})::bigint as ${measure}`).join(', ')
  const startOf = (spanS: string, at: string) =>
    `date_bin(${spanS} * interval '1 s', ${at}, timestamptz 'epoch')`
  const grouped = [
    ...(hasGenerations ? ['g.generation'] : []),
    ...keys.map((key) => `r.${key}`),
    's.span_s',
  ].join(', ')
  return `${table}_base as materialized (
      select ${of('r', ['sign', ...keys])}, ${startOf(String(spansS[0]), 'r.at')} as at, ${sums('')}
      from (${rows}) r where r.at is not null group by ${of('r', ['sign', ...keys])}, ${startOf(String(spansS[0]), 'r.at')}),
    ${table}_delta as materialized (
      select ${grouped}, ${startOf('s.span_s', 'r.at')} as starts_at, ${sums('r.sign * ')}
      from ${table}_base r ${hasGenerations ? 'join generations g on g.sign = r.sign' : ''}
        cross join unnest(array[${spansS.join(', ')}]) as s (span_s)
      group by ${grouped}, starts_at
      having ${measures.map((measure) => `sum(r.sign * r.${measure}) <> 0`).join(' or ')}),
    ${table}_rolled as (
      insert into ${table} as t (${[...all, ...measures].join(', ')})
      select ${[...all, ...measures].join(', ')} from ${table}_delta order by ${all.join(', ')}
      on conflict (${all.join(', ')}) do update
        set ${measures.map((measure) => `${measure} = t.${measure} + excluded.${measure}`).join(', ')})`
}

/** The member `generations`: those that rows are added to, and those that they are taken from. */
export const generationsMember = (add: readonly number[], take: readonly number[] = []): SQL => sql`
  generations (sign, generation) as (
    select 1, unnest(${arrayOf(add)}::int[]) union all select -1, unnest(${arrayOf(take)}::int[]))`

const arrayOf = (numbers: readonly number[]) => `{${numbers.join(',')}}`
