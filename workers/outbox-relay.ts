import type { Deps } from '../server/platform/context.ts'
import type { Worker } from './repeat.ts'

/** Carries committed events from the outbox to the log, where those are two. */
export const startOutboxRelay = (deps: Deps): Promise<Worker> => deps.eventLog.startRelay()
