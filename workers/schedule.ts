import { runTimers, sweepSchedule } from '../server/booking/schedule/sweep-schedule.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

/** With half a second that is left to the timers, what nobody came for is late by less than two. */
const SWEEP_MS = 1_000
const COUNT_MS = 15_000
const RETRY_MS = 1_000

/**
 * Starts the searches of scheduled bookings and sends their reminders: as their timers come, and by a sweep of what those
 * left undone, which goes on while there are none.
 */
export async function startSchedule(deps: Deps): Promise<Worker> {
  const context = systemContext(deps, 'schedule')
  const sweeps = repeat('schedule', SWEEP_MS, deps.log, () => sweepSchedule(context))
  let timers: Worker | undefined
  const starts = repeat('schedule timers', RETRY_MS, deps.log, async () => {
    timers ??= await deps.jobs.work((jobs) => runTimers(context, jobs))
  })
  const counts = repeat('schedule count', COUNT_MS, deps.log, async () => {
    deps.metrics.jobsWaiting.set(await deps.jobs.countWaiting())
  })
  return {
    async stop() {
      await starts.stop()
      await Promise.all([timers?.stop(), sweeps.stop(), counts.stop()])
    },
  }
}
