import { until } from '../../../run-up.ts'
import type { City } from '../start-city.ts'

export type Outcome = {
  /** From the fault, or its end where it lasts, until a new booking reaches everybody. */
  recoveryMs: number
  /** What else was seen, for the report. */
  note?: string
}
export type Fault = { name: string; inflict(city: City): Promise<Outcome> }

/** The run for the report takes the time that issue and field ask for; the others are shorter. */
export const isForReport = process.env.FAULTS_REPORT === '1'

/** Time until a booking made from now on is accepted, offered and known to all who must know. */
export async function recover(city: City): Promise<number> {
  const sinceMs = performance.now()
  await city.pulse()
  return Math.round(performance.now() - sinceMs)
}

/** The fault itself lasts for so long. */
export const last = (ms: number) => Bun.sleep(ms)

/** Waits until a process tells the truth about one of its dependencies, and is ready all the same. */
export async function untilToldOf(
  city: City,
  name: string,
  dependency: string,
  isUp: boolean,
): Promise<void> {
  await until(`${name} says that ${dependency} is ${isUp ? 'up' : 'down'}`, async () => {
    const answer = await fetch(`${city.cluster.healthUrls.get(name)}/health/ready`).catch(() => null)
    const health = await answer?.json()
    return answer?.status === 200 && health.isReady && health.dependencies[dependency].isUp === isUp
  })
}

/** Waits until a process is ready with everything that it leans on. */
export async function untilWhole(city: City, names: readonly string[]): Promise<void> {
  for (const name of names)
    for (const dependency of ['database', 'hotState', 'eventLog'])
      await untilToldOf(city, name, dependency, true)
}

/** How many bookings were accepted since then. */
export async function countBookings({ sql }: City, since: Date): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from bookings where created_at >= ${since}`
  return row?.count ?? 0
}
