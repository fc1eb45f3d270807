import { PgBoss } from 'pg-boss'
import postgres from 'postgres'

/** The one queue: timers of scheduled bookings. The rows of the bookings are the truth, a job only says when to look. */
export const JOB_QUEUE = 'booking.timers'

/** A job outlives its time by this, for a worker that was away; then only the sweep of the rows is left. */
const RETENTION_S = 14 * 86_400
const DONE_KEPT_S = 86_400
/** A job whose worker was killed is tried again after this. */
const EXPIRES_S = 60
const RETRIES_MAX = 3

/** How pg-boss is run here: over a connection of ours, without clocks, schemas or registers of its own making. */
export const jobOptions = (client: postgres.Sql) => ({
  db: {
    async executeSql(text: string, values: unknown[] = []) {
      const rows = await client.unsafe<Record<string, unknown>[]>(text, values as never[])
      // Of several statements in one text there is a list for each.
      return { rows: rows.flat() }
    },
  },
  schedule: false,
  registerInstance: false,
  openTelemetry: { enabled: false },
})

/** Brings the schema `pgboss` and its queue to the version that this code knows; its caller lets one do it at a time. */
export async function migrateJobs(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  const boss = new PgBoss({ ...jobOptions(client), supervise: false })
  const failures: unknown[] = []
  boss.on('error', (error) => failures.push(error))
  try {
    await boss.start()
    await boss.createQueue(JOB_QUEUE)
    await boss.updateQueue(JOB_QUEUE, {
      retentionSeconds: RETENTION_S,
      deleteAfterSeconds: DONE_KEPT_S,
      expireInSeconds: EXPIRES_S,
      retryLimit: RETRIES_MAX,
    })
    await boss.stop({ graceful: false })
    if (failures.length > 0) throw failures[0]
  } finally {
    await client.end()
  }
}
