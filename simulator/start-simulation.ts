import { ApiClient } from './api/client.ts'
import { ApiError } from './api/types.ts'
import { generateCity } from './city/generate-city.ts'
import { CityWorld } from './city-world.ts'
import { Customers } from './customers.ts'
import { Driver } from './driver.ts'
import { Accounts } from './ensure-accounts.ts'
import type { SimulationOptions } from './options.ts'
import { createRandom } from './random.ts'
import { loadReplayWorld } from './replay/load-replay-world.ts'
import { Scheduler } from './scheduler.ts'
import { Stats } from './stats.ts'
import { type Summary, summarise } from './summarise.ts'
import { HOUR_MS, type World } from './world.ts'

export type Simulation = {
  /** Settles when all drivers are online; rejects when the server cannot be used at all. */
  ready: Promise<void>
  summary(): Summary
  stop(): Promise<Summary>
}

const SIGN_INS_AT_ONCE = 6
/** What one account may order in a minute, and follow at a time, well within the server's limits for one person. */
const ORDERS_PER_MINUTE = 10
const FOLLOWED = 100
/** From order to door, with the search, in minutes of the city's time. */
const HAUL_MINUTES = 45
const CUSTOMER_ACCOUNTS_MAX = 400
/** So many failures before a first success: the server cannot be used at all. */
const FAILED_STARTS_MAX = 10
const RETRY_START_MS = 15_000

async function createWorld(options: SimulationOptions, log: (line: string) => void): Promise<World> {
  if (!options.pickupsFile && !options.tripsFile) {
    return new CityWorld(generateCity(options.seed), options.bookingsPerMinute)
  }
  const { world, report } = await loadReplayWorld(options)
  log(report)
  return world
}

/** Starts drivers and customers against `options.url`; touches nothing but the public API. */
export function startSimulation(
  options: SimulationOptions,
  log: (line: string) => void = () => {},
): Simulation {
  const nowMs = () => Date.now()
  const startedMs = nowMs()
  const stats = new Stats()
  const stopping = new AbortController()
  const scheduler = new Scheduler(nowMs, (error) => stats.noteFailure(error))
  const stream = (name: string) => createRandom(options.seed, name)
  const client = new ApiClient(options.url, stream('retries'), stats, stopping.signal)
  const accounts = new Accounts(client, { ...options, nowMs })
  const drivers: Driver[] = []
  let customers: Customers | undefined
  let failedStarts = 0

  async function startCustomers(world: World): Promise<void> {
    const { bookingsPerMinute, speed } = options
    const followed = (bookingsPerMinute * HAUL_MINUTES) / speed
    const wanted = Math.max(2, bookingsPerMinute / ORDERS_PER_MINUTE, followed / FOLLOWED)
    const count = Math.ceil(Math.min(CUSTOMER_ACCOUNTS_MAX, wanted))
    const numbers = Array.from({ length: count }, (_, i) => i + 1)
    const sessions = await Promise.all(numbers.map((number) => accounts.customer(number)))
    if (stopping.signal.aborted) return
    customers = new Customers(sessions, stream, {
      ...options,
      startHour: options.startHour ?? (startedMs / HOUR_MS + world.utcOffsetH) % 24,
      scheduler,
      stats,
      world,
      nowMs,
      baseUrl: client.baseUrl,
      runId: `${options.seed}-${startedMs.toString(36)}`,
    })
    await customers.start()
  }

  async function startDriver(number: number, world: World): Promise<void> {
    try {
      const { session, isNew } = await accounts.driver(number)
      const lastPlace = isNew ? undefined : await accounts.lastPlaceOf(session)
      if (stopping.signal.aborted) return
      const parts = { ...options, scheduler, stats, world, nowMs, baseUrl: client.baseUrl }
      const driver = new Driver(number, session, (purpose) => stream(`driver/${number}/${purpose}`), parts)
      try {
        await driver.goOnline(lastPlace)
      } catch (error) {
        // An earlier run may have broken off between registering a driver and equipping them.
        if (!(error instanceof ApiError) || ![403, 409, 422].includes(error.status)) throw error
        await accounts.equip(session, number)
        await driver.goOnline(lastPlace)
      }
      drivers.push(driver)
      if (stopping.signal.aborted) driver.stop()
    } catch (error) {
      stats.noteFailure(error)
      if (++failedStarts >= FAILED_STARTS_MAX && drivers.length === 0) throw error
      scheduler.after(RETRY_START_MS, () => {
        startDriver(number, world).catch((again) => stats.noteFailure(again))
        return undefined
      })
    }
  }

  async function run(): Promise<void> {
    const world = await createWorld(options, log)
    const customersStarted = startCustomers(world)
    let next = 1
    const worker = async () => {
      while (next <= options.drivers && !stopping.signal.aborted) await startDriver(next++, world)
    }
    await Promise.all([customersStarted, ...Array.from({ length: SIGN_INS_AT_ONCE }, worker)])
    if (!stopping.signal.aborted) log(`${drivers.length} of ${options.drivers} drivers are online.`)
  }

  const summary = () => summarise(options, stats, drivers, (nowMs() - startedMs) / 1_000)
  const ready = run()
  return {
    ready,
    summary,
    async stop() {
      stopping.abort()
      scheduler.stop()
      customers?.stop()
      const last = summary()
      for (const driver of drivers) driver.stop()
      await ready.catch((error: unknown) => stats.noteFailure(error))
      for (const driver of drivers) driver.stop()
      customers?.stop()
      await client.drain()
      return last
    },
  }
}
