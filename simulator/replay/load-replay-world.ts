import { readFile } from 'node:fs/promises'
import { type SimulationOptions, UsageError } from '../options.ts'
import { type Parsed, parsePickups } from './parse-pickups.ts'
import { parseTrips } from './parse-trips.ts'
import { ReplayWorld } from './replay-world.ts'

/** Reads the recorded files; `report` says in one line what was used and what was left out. @throws UsageError that names the option whose file is no use. */
export async function loadReplayWorld(
  options: Pick<SimulationOptions, 'pickupsFile' | 'tripsFile' | 'pickupsFromMs' | 'speed'>,
): Promise<{ world: ReplayWorld; report: string }> {
  const parts: string[] = []
  const pickups = await read('--pickups', options.pickupsFile, parsePickups)
  const trips = await read('--trips', options.tripsFile, parseTrips)
  const inTime = pickups?.items.filter((pickup) => pickup.atMs >= options.pickupsFromMs) ?? []
  if (pickups && inTime.length === 0)
    throw new UsageError('--pickups-from must be before the last of the recorded pickups')
  const left = (of: Parsed<unknown>) => `${of.malformed} malformed and ${of.outlying} outlying left out`
  if (pickups) parts.push(`${inTime.length} pickups (${left(pickups)})`)
  if (trips) parts.push(`${trips.items.length} trips (${left(trips)})`)
  return {
    world: new ReplayWorld(inTime, trips?.items ?? [], options.speed),
    report: `Replaying ${parts.join(' and ')}.`,
  }
}

async function read<T>(
  option: string,
  file: string | undefined,
  parse: (text: string) => Parsed<T>,
): Promise<Parsed<T> | undefined> {
  if (file === undefined) return undefined
  try {
    const parsed = parse(await readFile(file, 'utf8'))
    if (parsed.items.length > 0) return parsed
    throw new SyntaxError('nothing in it can be used')
  } catch (error) {
    throw new UsageError(
      `${option} must name a file that can be read, not "${file}": ${(error as Error).message}`,
    )
  }
}
