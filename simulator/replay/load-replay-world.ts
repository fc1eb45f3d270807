import { readFile } from 'node:fs/promises'
import type { SimulationOptions } from '../options.ts'
import { parsePickups } from './parse-pickups.ts'
import { parseTrips } from './parse-trips.ts'
import { ReplayWorld } from './replay-world.ts'

/** Reads the recorded files; `report` says in one line what was used and what was left out. @throws when a file cannot be read. */
export async function loadReplayWorld(
  options: Pick<SimulationOptions, 'pickupsFile' | 'tripsFile' | 'pickupsFromMs' | 'speed'>,
): Promise<{ world: ReplayWorld; report: string }> {
  const parts: string[] = []
  const pickups = options.pickupsFile ? parsePickups(await readFile(options.pickupsFile, 'utf8')) : undefined
  const trips = options.tripsFile ? parseTrips(await readFile(options.tripsFile, 'utf8')) : undefined
  const inTime = pickups?.items.filter((pickup) => pickup.atMs >= options.pickupsFromMs) ?? []
  const left = (of: { malformed: number; outlying: number }) =>
    `${of.malformed} malformed and ${of.outlying} outlying left out`
  if (pickups) parts.push(`${inTime.length} pickups (${left(pickups)})`)
  if (trips) parts.push(`${trips.items.length} trips (${left(trips)})`)
  return {
    world: new ReplayWorld(inTime, trips?.items ?? [], options.speed),
    report: `Replaying ${parts.join(' and ')}.`,
  }
}
