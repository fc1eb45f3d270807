const RETRY_BASE_MS = 100
export const RETRY_MAX_MS = 30_000

/**
 * How long an event waits after `attempts` failures: twice as long each time, up to a ceiling, less up to half of it by
 * chance (`random` in [0, 1)), so that keys that failed together do not come back together. None before the first attempt.
 */
export function retryDelayMs(attempts: number, random: number): number {
  if (attempts === 0) return 0
  return Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** attempts) * (0.5 + random / 2)
}
