/** A statement takes 65,535 parameters, and is planned the longer the more it has. */
const BATCH_MAX = 1_000

/** What `read` finds of some ids at a time, one batch after the other, so that no number of ids is too many for a statement. */
export async function inBatches<Row>(
  ids: readonly string[],
  read: (some: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let from = 0; from < ids.length; from += BATCH_MAX)
    rows.push(...(await read(ids.slice(from, from + BATCH_MAX))))
  return rows
}
