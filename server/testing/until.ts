const POLL_MS = 10
const UNTIL_MS = 30_000

/** Waits for a condition. @throws Error when it does not come about in time. */
export async function until<T>(
  condition: () => T | Promise<T>,
  deadlineMs = UNTIL_MS,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const value = await condition()
    if (value) return value
    if (performance.now() > deadline) throw new Error(`not true within ${deadlineMs} ms: ${condition}`)
    await Bun.sleep(POLL_MS)
  }
}
