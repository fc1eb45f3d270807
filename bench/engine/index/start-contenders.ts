import { join } from 'node:path'
import { accepts, freePorts, type Part, runPart } from '../../../commands/cluster/run-part.ts'
import { startRedis } from '../../../commands/cluster/start-redis.ts'
import { onEnd } from '../../cleanup.ts'
import { say } from '../../report.ts'
import { createDataDir } from '../../server-process.ts'
import type { Contender } from './contender.ts'
import { createDrivers } from './drivers.ts'
import { createEverybody } from './everybody.ts'
import { createKdbush } from './kdbush.ts'
import { createPoints } from './points.ts'
import { createRedisGeo } from './redis-geo.ts'
import { createTile38 } from './tile38.ts'

const READY_MS = 10_000

/** Everyone who can be measured on this machine, a look at everybody first; `missing` names the engines that are not here. */
export async function startContenders(): Promise<{
  create: () => Contender[]
  missing: string[]
  stop(): Promise<void>
}> {
  const dir = await createDataDir()
  const [redisPort, tile38Port] = (await freePorts(2)) as [number, number]
  const missing: string[] = []
  const stops: (() => Promise<void>)[] = []
  const engines: Contender[] = []
  const have = async (
    program: string,
    start: () => Promise<Part>,
    connect: () => Contender & { stop(): Promise<void> },
  ) => {
    if (!Bun.which(program)) {
      say(`${program} is not installed here, and is left out`)
      missing.push(program)
      return
    }
    const part = await start()
    const stopPart = onEnd(() => part.stop())
    const contender = connect()
    engines.push(contender)
    stops.push(async () => {
      await contender.stop()
      await stopPart()
    })
  }
  await have(
    'redis-server',
    () => startRedis({ dir, port: redisPort }),
    () => createRedisGeo(`redis://127.0.0.1:${redisPort}`),
  )
  await have(
    'tile38-server',
    () => startTile38(dir, tile38Port),
    () => createTile38(tile38Port),
  )
  return {
    create: () => [createEverybody(), createPoints(), createDrivers(), createKdbush(), ...engines],
    missing,
    async stop() {
      for (const stop of stops) await stop()
    },
  }
}

/** Without its file of commands, as Redis is without its own. */
const startTile38 = (dir: string, port: number): Promise<Part> =>
  runPart({
    name: 'tile38',
    command: [
      'tile38-server',
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-d',
      join(dir, 'tile38'),
      '--appendonly',
      'no',
    ],
    logFile: join(dir, 'tile38.log'),
    isReady: () => accepts(port),
    deadlineMs: READY_MS,
  })
