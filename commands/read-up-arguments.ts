import { parseArgs } from 'node:util'
import { type Config, ConfigError, readConfig } from '../server/config.ts'
import { readCommandLine, type SimulationOptions, UsageError } from '../simulator/options.ts'

export const UP_HELP = `bun run up [--port 8000] [--data-dir .data] [--no-simulation]
           [--drivers 150] [--bookings-per-minute 30] [--speed 3] [--seed 1]
Starts everything in one process: PostgreSQL, the API, the workers, the demo data and a simulated city.
Ctrl-C stops all of it.`

/** The demo's sign-ins are for one machine, and its customers and drivers share one address: limits are wide. */
export const DEMO_ENVIRONMENT = { RATE_LIMIT_SCALE: '100', LOG_LEVEL: 'warn' }
/** The morning peak, whatever time it is: whoever looks at the demo at night wants to see it busy. */
const DEMO_CITY = { drivers: '150', 'bookings-per-minute': '30', speed: '3', 'start-hour': '9' }
/** Simulated drivers keep this far below the speed at which the server takes a position for an error. */
const SPEED_MARGIN = 0.85

const text = { type: 'string' } as const
const OPTIONS = {
  port: text,
  'data-dir': text,
  'no-simulation': { type: 'boolean' },
  drivers: text,
  'bookings-per-minute': text,
  speed: text,
  seed: text,
  help: { type: 'boolean' },
} as const

export type UpArguments = { config: Config; simulation: SimulationOptions | null }

/** What to start; `'help'` when that was asked for. @throws ConfigError for the first bad value. */
export function readUpArguments(
  args: string[],
  env: Record<string, string | undefined>,
  help = UP_HELP,
): UpArguments | 'help' {
  const values = parse(args, help)
  if (values.help) return 'help'
  const { port, 'data-dir': dataDir, 'no-simulation': hasNoSimulation } = values
  const config = readConfig({
    ...{ ...DEMO_ENVIRONMENT, ...env },
    ...(port && { PORT: port }),
    ...(dataDir && { DATA_DIR: dataDir }),
  })
  if (config.environment === 'production')
    throw new ConfigError('NODE_ENV must not be production: `up` makes demo data')
  const { drivers, 'bookings-per-minute': bookingsPerMinute, speed, seed } = values
  const given = { drivers, 'bookings-per-minute': bookingsPerMinute, speed, seed }
  return { config, simulation: hasNoSimulation ? null : readSimulation(config, given) }
}

function parse(args: string[], help: string) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${help}`)
  }
}

function readSimulation(config: Config, given: Record<string, string | undefined>): SimulationOptions {
  const city = { ...DEMO_CITY, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)) }
  const maxSpeedMps = Math.max(1, Math.floor(config.maxSpeedMps * SPEED_MARGIN))
  const settings = Object.entries({ ...city, 'max-speed-mps': maxSpeedMps })
  try {
    const read = readCommandLine(settings.map(([name, value]) => `--${name}=${value}`))
    if (read === 'help') throw new Error('nobody asked for help')
    return read.options
  } catch (error) {
    if (error instanceof UsageError) throw new ConfigError(error.message)
    throw error
  }
}
