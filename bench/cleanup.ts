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

let ending: Promise<void> | undefined

/** Ends everything, the youngest first; whoever comes second waits for the first. */
export function endAll(): Promise<void> {
  ending ??= (async () => {
    for (const end of ends.splice(0).reverse())
      await end().catch((error: unknown) => console.error(`could not end something: ${error}`))
  })()
  return ending
}

/** Ctrl-C and a closed terminal end the run, with nothing left behind; what fails because of that is no failure. */
export async function endOnSignals(run: () => Promise<void>): Promise<void> {
  let isInterrupted = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!isInterrupted) console.error('… stopping')
      isInterrupted = true
      void endAll().then(() => process.exit(130))
    })
  }
  try {
    await run()
  } catch (error) {
    if (!isInterrupted) throw error
  } finally {
    await endAll()
  }
  if (isInterrupted) process.exit(130)
}
