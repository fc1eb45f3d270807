import { gte } from 'drizzle-orm'
import { etaCorrections } from '../../db/schema/index.ts'
import type { Deps } from '../platform/context.ts'

/** How late a process may be with what another has learnt: by then a factor has moved a few per cent at most. */
const REREAD_MS = 15_000
/** Rows whose transactions end later than some that began after them are still found. */
const OVERLAP_MS = 60_000

/** Fills the table from Postgres, and goes on reading what has changed. Returns how to stop that. */
export async function keepCorrections(
  deps: Pick<Deps, 'db' | 'corrections' | 'log'>,
  rereadMs = REREAD_MS,
): Promise<() => Promise<void>> {
  await readCorrections(deps)
  let reading = Promise.resolve()
  const timer = setInterval(() => {
    reading = readCorrections(deps).catch((error: unknown) =>
      deps.log.error({ err: error }, 'corrections not read again'),
    )
  }, rereadMs)
  return async () => {
    clearInterval(timer)
    await reading
  }
}

/** Takes what was learnt since the table was last read. */
export async function readCorrections({ db, corrections }: Pick<Deps, 'db' | 'corrections'>): Promise<void> {
  const since = new Date(corrections.updatedAtMs - OVERLAP_MS)
  corrections.take(await db.select().from(etaCorrections).where(gte(etaCorrections.updatedAt, since)))
}
