/** How long after each failure the next attempt comes: eleven attempts in about 24 hours, and then no more. */
export const RETRY_AFTER_S: readonly number[] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 36_000]
/** Each wait is up to so much shorter or longer by chance, so that what failed together does not come back together. */
const JITTER = 0.1

/** When to try again after so many failures, or null once all attempts are used up; `random` in [0, 1). */
export function nextAttemptAt(failures: number, now: Date, random: number): Date | null {
  const waitS = RETRY_AFTER_S[failures - 1]
  if (waitS === undefined) return null
  return new Date(now.getTime() + waitS * 1_000 * (1 + JITTER * (2 * random - 1)))
}
