/*
 * What has to be ended whatever happens: processes and folders. A signal, an error and the end of a run all come here.
 */
type End = () => Promise<void>
const ends: End[] = []

/** Registers what ends something; the answer does it at once, and no second time. */
export function onEnd(end: End): End {
  let ending: Promise<void> | undefined
  const once = () => {
    ending ??= end()
    return ending
  }
  ends.push(once)
  return once
}

/** Ends everything, the youngest first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse())
    await end().catch((error: unknown) => console.error(`could not end something: ${error}`))
}

/** Ctrl-C and a closed terminal end the run, with nothing left behind. */
export function endOnSignals(): void {
  let isEnding = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isEnding) return
      isEnding = true
      console.error('… stopping')
      void endAll().then(() => process.exit(130))
    })
  }
}
