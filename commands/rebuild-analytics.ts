/*
 * `bun run rebuild-analytics`: counts the rollups of the analytics anew, from the histories of all bookings and what is kept
 * of quotes and duty. The API and the workers go on meanwhile; interrupted, the next run goes on where it was.
 */
import { rebuildRollups } from '../server/analytics/rebuild-rollups.ts'
import { readConfig, requireDatabaseUrl } from '../server/config.ts'
import { connectDeps } from '../server/connect-deps.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { systemContext } from '../server/platform/context.ts'

const TOLD_EVERY_MS = 2_000

await exitOnConfigError(async () => {
  const config = requireDatabaseUrl(readConfig(process.env))
  // All of it is in the database.
  const alone = { ...config, kafkaBrokers: undefined, redisUrl: undefined }
  const { deps, close } = await connectDeps(alone)
  try {
    const startedMs = performance.now()
    let toldMs = startedMs
    const { bookings, quotes, drivers } = await rebuildRollups(
      systemContext(deps, 'rebuild-analytics'),
      (progress) => {
        const nowMs = performance.now()
        if (nowMs - toldMs < TOLD_EVERY_MS) return
        toldMs = nowMs
        const perS = Math.round(progress.bookings / ((nowMs - startedMs) / 1_000))
        console.error(
          `… ${progress.bookings} bookings (${perS}/s), ${progress.quotes} quotes, ${progress.drivers} drivers`,
        )
      },
    )
    const tookS = ((performance.now() - startedMs) / 1_000).toFixed(1)
    console.log(
      `Counted anew in ${tookS} s: ${bookings} bookings, ${quotes} quotes, the duty of ${drivers} drivers.`,
    )
  } finally {
    await close()
  }
})
