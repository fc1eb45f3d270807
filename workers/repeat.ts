import type { Logger } from 'pino'

export type Worker = { stop(): Promise<void> }

/** Runs `work` again and again, `everyMs` after each end, or at once when woken; a failure is logged and the next run comes. */
export function repeat(
  name: string,
  everyMs: number,
  log: Logger,
  work: () => Promise<unknown>,
): Worker & { wake(): void } {
  let isStopping = false
  let isWoken = false
  let wake = () => {}
  const run = async () => {
    while (!isStopping) {
      isWoken = false
      await work().catch((error: unknown) => log.error({ err: error, worker: name }, 'worker run failed'))
      if (isStopping || isWoken) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  const running = run()
  const wakeUp = () => {
    isWoken = true
    wake()
  }
  return {
    wake: wakeUp,
    async stop() {
      isStopping = true
      wakeUp()
      await running
    },
  }
}
