import type { Logger } from 'pino'

/** Runs `work` every `ms`, never twice at once; a failure is logged and the next run comes. Returns how to stop. */
export function repeatWhileOpen(ms: number, log: Logger, work: () => Promise<void> | void): () => void {
  let isRunning = false
  const run = async () => {
    if (isRunning) return
    isRunning = true
    try {
      await work()
    } catch (error) {
      log.error({ err: error }, 'socket upkeep failed')
    } finally {
      isRunning = false
    }
  }
  const timer = setInterval(() => void run(), ms)
  return () => clearInterval(timer)
}
