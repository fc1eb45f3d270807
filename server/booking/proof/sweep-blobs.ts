import type { Deps } from '../../platform/context.ts'

/** What is younger may still be on its way into a proof. */
const UNATTACHED_MAX_MS = 3_600_000
const SWEPT_MAX = 100
const REMOVED_MAX = 1_000

/**
 * Removes blobs that nothing speaks of any more from the store: of uploads that came to no end, and of proofs past their
 * retention. An upload that attaches one at the same moment waits and finds it gone. A bounded number per call; returns how
 * many. @throws DomainError storage_unavailable: what is left is removed another time.
 */
export async function sweepBlobs({ sql, clock, blobStore }: Pick<Deps, 'sql' | 'clock' | 'blobStore'>) {
  const before = new Date(clock.now().getTime() - UNATTACHED_MAX_MS)
  return sql.begin(async (tx) => {
    const rows = await tx<{ id: string }[]>`
      select id from unattached_blobs where created_at <= ${before}
      order by created_at limit ${SWEPT_MAX} for update skip locked`
    await Promise.all(rows.map(({ id }) => blobStore.remove(id)))
    await tx`delete from unattached_blobs where id = any(${rows.map(({ id }) => id)}::uuid[])`
    return rows.length
  })
}

/**
 * Deletes proofs past their retention, with the names of who received; their files are left to the sweep. A bounded number
 * per call; returns how many.
 */
export async function removeOldProofs({ sql, clock, config }: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const before = new Date(clock.now().getTime() - config.proofRetentionDays * 86_400_000)
  return sql.begin(async (tx) => {
    const rows = await tx<{ id: string }[]>`
      select id from booking_proofs where created_at <= ${before}
      order by created_at limit ${REMOVED_MAX} for update skip locked`
    const ids = rows.map(({ id }) => id)
    await tx`
      with gone as (delete from proof_files where proof_id = any(${ids}::uuid[]) returning id)
      insert into unattached_blobs select id, ${before} from gone`
    await tx`delete from booking_proofs where id = any(${ids}::uuid[])`
    return ids.length
  })
}
