import type { City } from './start-city.ts'

export type Outcome = { recoveryMs: number; note?: string }
export type Fault = { name: string; inflict(city: City): Promise<Outcome> }

/** Time until a new booking reaches everybody again. */
async function recovery(city: City): Promise<number> {
  const sinceMs = performance.now()
  await city.pulse()
  return Math.round(performance.now() - sinceMs)
}

/** Kills a process; the others must go on without it, before it is started again. */
const killProcess = (name: string): Fault => ({
  name: `kill -9 of ${name}`,
  async inflict(city) {
    await city.kill(name)
    const recoveryMs = await recovery(city)
    await city.cluster.restart(name)
    return { recoveryMs }
  },
})

export const FAULTS: readonly Fault[] = [killProcess('server-1')]
