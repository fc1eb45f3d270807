import { parseArgs } from 'node:util'

export type SimulationOptions = {
  url: string
  drivers: number
  bookingsPerMinute: number
  speed: number
  seed: number
  /** Hour of local time at which the city's day begins; undefined for what it is there now. */
  startHour: number | undefined
  maxSpeedMps: number
  reportEveryMs: number
  adminEmail: string
  adminPassword: string
  password: string
  pickupsFile: string | undefined
  tripsFile: string | undefined
  /** Pickups before this local time are skipped. */
  pickupsFromMs: number
}
export type CommandLine = { options: SimulationOptions; durationS: number }

export const DEFAULT_OPTIONS: SimulationOptions = {
  url: 'http://localhost:8000',
  drivers: 100,
  bookingsPerMinute: 20,
  speed: 1,
  seed: 1,
  startHour: undefined,
  maxSpeedMps: 60,
  reportEveryMs: 2_000,
  adminEmail: 'admin@hexhaul.test',
  adminPassword: 'hexhaul-demo',
  password: 'hexhaul-demo',
  pickupsFile: undefined,
  tripsFile: undefined,
  pickupsFromMs: 0,
}

export const HELP = `Drivers and customers for a Hexhaul server, over its public API only.

  bun run simulate [options]

  --url URL                  the server (http://localhost:8000)
  --drivers N                drivers to put online, 1 to 9999 (100)
  --bookings-per-minute N    mean demand, 0 to 6000 (20)
  --speed N                  how many times as fast drivers live, 0.1 to 50 (1)
  --seed N                   the same seed repeats city, demand and decisions (1)
  --start-hour H             hour of the city's day to begin at, 0 to 23.99 (what it is there now)
  --duration S               stop after so many seconds (until interrupted)
  --max-speed-mps N          nobody drives faster than this; stay below the server's MAX_SPEED_MPS (60)
  --report-every-ms N        time between a moving driver's positions, 200 to 30000 (2000, sooner with --speed)
  --pickups FILE.csv         recorded pickups as demand, instead of a generated city
  --pickups-from TIME        skip pickups before this, as in 2014-04-01T17:00
  --trips FILE.json          recorded trips as drivers' tracks
  --admin-email, --admin-password, --password    sign-ins (the demo's)
  --help`

/** Told to the user as it is: one line, names the option and what it accepts. */
export class UsageError extends Error {}

function number(name: string, raw: string | undefined, fallback: number, min: number, max: number): number {
  if (raw === undefined) return fallback
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
    throw new UsageError(`--${name} must be a number from ${min} to ${max}, not "${raw}"`)
  }
  return value
}

function whole(name: string, raw: string | undefined, fallback: number, min: number, max: number): number {
  const value = number(name, raw, fallback, min, max)
  if (!Number.isInteger(value)) throw new UsageError(`--${name} must be a whole number, not "${raw}"`)
  return value
}

const text = { type: 'string' } as const
const KNOWN = {
  url: text,
  drivers: text,
  'bookings-per-minute': text,
  speed: text,
  seed: text,
  'start-hour': text,
  duration: text,
  'max-speed-mps': text,
  'report-every-ms': text,
  pickups: text,
  'pickups-from': text,
  trips: text,
  'admin-email': text,
  'admin-password': text,
  password: text,
  help: { type: 'boolean' },
} as const

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: KNOWN, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} See --help.`)
  }
}

/** Reads the command line; `'help'` when that was asked for. @throws UsageError for the first bad value. */
export function readCommandLine(args: string[]): CommandLine | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  const defaults = DEFAULT_OPTIONS
  const url = values.url ?? defaults.url
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`--url must start with http:// or https://, not "${url}"`)
  }
  const pickupsFrom = values['pickups-from']
  const pickupsFromMs = pickupsFrom === undefined ? 0 : Date.parse(`${pickupsFrom}Z`)
  if (!Number.isFinite(pickupsFromMs)) {
    throw new UsageError(`--pickups-from must be a time as in 2014-04-01T17:00, not "${pickupsFrom}"`)
  }
  const speed = number('speed', values.speed, defaults.speed, 0.1, 50)
  // Hastened drivers report sooner, so that their tracks keep the shape of the streets.
  const reportEveryMs = Math.max(500, defaults.reportEveryMs / Math.max(1, Math.sqrt(speed)))
  return {
    durationS: number('duration', values.duration, Number.POSITIVE_INFINITY, 1, 1e9),
    options: {
      url,
      drivers: whole('drivers', values.drivers, defaults.drivers, 1, 9_999),
      bookingsPerMinute: number(
        'bookings-per-minute',
        values['bookings-per-minute'],
        defaults.bookingsPerMinute,
        0,
        6_000,
      ),
      speed,
      seed: whole('seed', values.seed, defaults.seed, 0, 2 ** 32),
      startHour:
        values['start-hour'] === undefined
          ? defaults.startHour
          : number('start-hour', values['start-hour'], 0, 0, 23.99),
      maxSpeedMps: number('max-speed-mps', values['max-speed-mps'], defaults.maxSpeedMps, 1, 1_000),
      reportEveryMs: number('report-every-ms', values['report-every-ms'], reportEveryMs, 200, 30_000),
      adminEmail: values['admin-email'] ?? defaults.adminEmail,
      adminPassword: values['admin-password'] ?? defaults.adminPassword,
      password: values.password ?? defaults.password,
      pickupsFile: values.pickups,
      tripsFile: values.trips,
      pickupsFromMs,
    },
  }
}
