/*
 * A worker of geofences in a process of its own, for tests that kill it: reads batches of positions as lines of JSON, and
 * answers each with a line once it is noted.
 */
import { createInterface } from 'node:readline'
import { readConfig, requireDatabaseUrl } from '../../config.ts'
import { connectDeps } from '../../connect-deps.ts'
import { systemContext } from '../../platform/context.ts'
import type { LoggedPosition } from '../../platform/position-log/port.ts'
import { FollowedDrivers } from '../geofence/followed-drivers.ts'
import { noteVisits } from '../geofence/note-visits.ts'

const { deps } = await connectDeps(requireDatabaseUrl(readConfig(process.env)))
const followed = new FollowedDrivers()
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  await noteVisits(systemContext(deps, 'test'), followed, JSON.parse(line) as LoggedPosition[])
  console.log('noted')
}
process.exit(0)
