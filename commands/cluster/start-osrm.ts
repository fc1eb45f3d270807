import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runToEnd } from './kept-folder.ts'
import { osrmPrograms } from './osrm-programs.ts'
import { type Part, runPart } from './run-part.ts'

const READY_MS = 20_000

/** Prepares the roads of `map`, a text in OSM's XML, and starts OSRM on them on loopback. @throws Error with the failed program's words. */
export async function startOsrm({
  dir,
  port,
  map,
}: {
  dir: string
  port: number
  map: string
}): Promise<Part & { url: string }> {
  const programs = await osrmPrograms()
  const program = (name: string) => join(programs, 'bin', name)
  const data = join(dir, 'osrm')
  mkdirSync(data, { recursive: true })
  await Bun.write(join(data, 'city.osm'), map)
  const profile = join(programs, 'share', 'profiles', 'car.lua')
  await runToEnd([program('osrm-extract'), '--profile', profile, 'city.osm'], data)
  await runToEnd([program('osrm-partition'), 'city.osrm'], data)
  await runToEnd([program('osrm-customize'), 'city.osrm'], data)
  const url = `http://127.0.0.1:${port}`
  const part = await runPart({
    name: 'osrm',
    command: [
      program('osrm-routed'),
      '--algorithm',
      'mld',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      'city.osrm',
    ],
    logFile: join(dir, 'osrm.log'),
    isReady: async () => (await fetch(`${url}/nearest/v1/driving/0,0`)).status < 500,
    deadlineMs: READY_MS,
    cwd: data,
  })
  return { ...part, url }
}
