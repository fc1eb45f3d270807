type RollUp = {
  table: string
  /** Of the table, beside generation, span and start. */
  keys: readonly string[]
  measures: readonly string[]
  spansS: readonly number[]
  /** A query of `generation`, `sign`, `at`, the keys and the measures; rows without a time are none. */
  rows: string
  /** Whether the table has generations; true where not said. */
  hasGenerations?: boolean
}

/**
 * In SQL: two members of a `with`, which add rows to the spans of each length that their times fall into. Whoever adds, adds
 * in the order of the keys, so that two who meet in a table wait for each other and not in a circle.
 */
export function rollUpSql({ table, keys, measures, spansS, rows, hasGenerations = true }: RollUp): string {
  const generation = hasGenerations ? ['generation'] : []
  const columns = [...generation, ...keys]
  const names = columns.map((column) => `r.${column}`).join(', ')
  const all = [...generation, 'span_s', 'starts_at', ...keys]
  return `${table}_delta as materialized (
      select ${names}, s.span_s, date_bin(s.span_s * interval '1 s', r.at, timestamptz 'epoch') as starts_at,
        ${measures.map((measure) => `sum(r.sign * r.${measure})::bigint as ${measure}`).join(', ')}
      from (${rows}) r, unnest(array[${spansS.join(', ')}]) as s (span_s)
      where r.at is not null
      group by ${names}, s.span_s, starts_at
      having ${measures.map((measure) => `sum(r.sign * r.${measure}) <> 0`).join(' or ')}),
    ${table}_rolled as (
      insert into ${table} as t (${[...all, ...measures].join(', ')})
      select ${[...all, ...measures].join(', ')} from ${table}_delta order by ${all.join(', ')}
      on conflict (${all.join(', ')}) do update
        set ${measures.map((measure) => `${measure} = t.${measure} + excluded.${measure}`).join(', ')})`
}
