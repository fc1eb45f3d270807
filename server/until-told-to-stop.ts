/** Resolves on Ctrl-C or a supervisor's SIGTERM; asked for before the start, so that one during it ends cleanly too. */
export function untilToldToStop(): Promise<unknown> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve)
  })
}
