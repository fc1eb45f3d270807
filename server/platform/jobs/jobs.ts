/*
 * Timers that survive us: jobs of pg-boss in the database itself, filed in the transaction of what they are about, so that a
 * rollback leaves none. Nothing relies on one alone: it may come late, twice or never, and whoever is woken looks at the row.
 */
import { sql as tag } from 'drizzle-orm'
import { fromDrizzle, type Db as JobDatabase, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { openJobClient } from '../../../db/connect.ts'
import { JOB_QUEUE, jobOptions } from '../../../db/migrate-jobs.ts'
import type { Context } from '../context.ts'

/** The least that pg-boss allows: a job that is due is taken within this. */
const POLL_S = 0.5
/** Jobs that are handed to a worker at once. */
const BATCH_MAX = 500
/** How long a stop waits for the batch at hand. */
const DRAIN_MS = 5_000

export type JobData = { bookingId: string; kind: string }
export type Job = JobData & { at: Date }
export type Jobs = {
  /** Files jobs in the caller's transaction; there is one of a kind for a booking, and an older one has to be removed first. */
  put(tx: Context, jobs: readonly Job[]): Promise<void>
  /** Takes jobs back, done or not, in the caller's transaction. */
  remove(tx: Context, jobs: readonly JobData[]): Promise<void>
  /** Hands over jobs as their time comes, until stopped, which waits for those at hand. A batch that throws comes again. */
  work(handler: (jobs: readonly JobData[]) => Promise<void>): Promise<{ stop(): Promise<void> }>
  /** Jobs whose time has not come, or that wait for a worker; counted anew once a minute. */
  countWaiting(): Promise<number>
  close(): Promise<void>
}

/**
 * Jobs over one connection: beside the pools, for pg-boss has transactions of its own. It knows its queue before it is asked:
 * whoever files a job holds a transaction, and would wait for a session that others hold who wait for the same.
 */
export async function createJobs(url: string, log: Logger, preparedStatements: boolean): Promise<Jobs> {
  const client = openJobClient(url, preparedStatements)
  const start = async (options: { supervise: boolean }) => {
    const boss = new PgBoss({ ...jobOptions(client), ...options, migrate: false, createSchema: false })
    boss.on('error', (error) => log.error({ err: error }, 'jobs failed'))
    boss.on('warning', ({ message }) => log.warn({ warning: message }, 'jobs warn'))
    await boss.start()
    return boss
  }
  let filing: Promise<PgBoss> | undefined
  const ready = () => {
    filing ??= start({ supervise: false }).catch((error: unknown) => {
      filing = undefined
      throw error
    })
    return filing
  }
  // Without it a process can do all but schedule, and tries again when it has to.
  await ready().catch((error: unknown) => log.error({ err: error }, 'no jobs can be filed'))
  return {
    async put(tx, jobs) {
      if (jobs.length === 0) return
      const rows = jobs.map(({ at, ...data }) => ({ id: idOf(data), data, startAfter: at.toISOString() }))
      await (await ready()).insert(JOB_QUEUE, rows, { db: within(tx) })
    },
    async remove(tx, jobs) {
      if (jobs.length > 0) await (await ready()).deleteJob(JOB_QUEUE, jobs.map(idOf), { db: within(tx) })
    },
    async work(handler) {
      const boss = await start({ supervise: true })
      const options = { batchSize: BATCH_MAX, pollingIntervalSeconds: POLL_S, burstWhenBatchFull: true }
      await boss.work<JobData>(JOB_QUEUE, options, (jobs) => handler(jobs.map(({ data }) => data)))
      return { stop: () => boss.stop({ graceful: true, timeout: DRAIN_MS }) }
    },
    async countWaiting() {
      const [stats] = await (await ready()).getQueueStats(JOB_QUEUE, { force: true })
      return stats ? stats.deferredCount + stats.readyCount : 0
    },
    async close() {
      if (filing) await filing.then((boss) => boss.stop({ graceful: false })).catch(() => {})
      await client.end({ timeout: 5 })
    },
  }
}

const within = ({ db }: Context): JobDatabase => fromDrizzle(db, tag)

/** The id of a booking's job of a kind, so that it can be taken back without having been remembered. */
function idOf({ bookingId, kind }: JobData): string {
  const hex = new Bun.CryptoHasher('md5').update(`${bookingId} ${kind}`).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
