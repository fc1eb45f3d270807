import type { SimulatorControl, SimulatorPace } from '../server/admin/simulator/control.ts'
import type { SimulationOptions } from '../simulator/options.ts'
import { type Simulation, startSimulation } from '../simulator/start-simulation.ts'

export type ControlledSimulation = SimulatorControl & {
  /** Starts the city against a server. */
  start(url: string): void
  stop(): Promise<void>
}

/**
 * A simulated city whose pace can be changed while it runs: it is stopped, its drivers going off the line, and started anew with
 * the same accounts. Changes that come meanwhile are made together, by one start.
 */
export function controlSimulation(
  options: SimulationOptions,
  say: (text: string) => void,
): ControlledSimulation {
  let pace: SimulatorPace = { ...options, isPaused: false }
  let url = options.url
  let running: Simulation | undefined
  let wanted = 0
  let made = 0
  let isStarting = false
  let failure: string | null = null
  let work = Promise.resolve()
  let isStopped = false

  async function run(): Promise<void> {
    if (made === wanted) return
    made = wanted
    await running?.stop()
    running = undefined
    failure = null
    if (isStopped || pace.isPaused) return
    const simulation = startSimulation({ ...options, ...pace, url })
    running = simulation
    isStarting = true
    const isCurrent = () => running === simulation && !isStopped
    simulation.ready.then(
      () => {
        if (!isCurrent()) return
        isStarting = false
        say(`the city lives: ${pace.drivers} drivers are on duty`)
      },
      (error: unknown) => {
        if (!isCurrent()) return
        isStarting = false
        failure = error instanceof Error ? error.message : String(error)
        say(`the simulation could not start: ${failure}`)
      },
    )
  }
  const restart = () => {
    wanted++
    work = work.then(run)
  }
  const read = () => {
    const { drivers, bookingsPerMinute, speed, isPaused } = pace
    return {
      ...{ drivers, bookingsPerMinute, speed, isPaused, failure },
      isStarting: !isPaused && (isStarting || made !== wanted),
      driversConnected: running?.summary().driversConnected ?? 0,
    }
  }
  return {
    read,
    start(at) {
      url = at
      restart()
    },
    change(change) {
      pace = { ...pace, ...change }
      restart()
      return read()
    },
    async stop() {
      isStopped = true
      restart()
      await work
    },
  }
}
