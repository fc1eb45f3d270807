/** Waits for `work`, but no longer than `ms`; `onLate` is what it comes to then. Leaves no timer behind. @throws what either throws. */
export async function within<T>(ms: number, work: Promise<T>, onLate: () => T): Promise<T> {
  const { promise: late, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => {
    try {
      resolve(onLate())
    } catch (error) {
      reject(error)
    }
  }, ms)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
