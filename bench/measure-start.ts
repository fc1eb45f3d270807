import { BenchSocket } from './bench-socket.ts'
import { callsTo, signIn } from './calls.ts'
import type { Report } from './report.ts'
import { createDataDir, type ServerProcess, startUp } from './server-process.ts'

const MOVING_MAX_MS = 120_000

/** `up` as a newcomer runs it, with its city: on an empty data directory, then again on what that left. */
export async function measureStart(report: Report): Promise<void> {
  const dataDir = await createDataDir()
  for (const start of ['empty data', 'data of an earlier run']) {
    const up = await startUp(dataDir, [])
    report.add(`up until ready, ${start}`, up.readyMs, 'ms')
    const goal = start === 'empty data' ? '< 20,000' : undefined
    report.add(`up until a subscriber sees drivers move, ${start}`, await untilMoving(up), 'ms', {
      ...(goal && { goal }),
    })
    if (start !== 'empty data')
      report.add('memory of up, with its demo city in the same process', await up.memoryMib(), 'MiB')
    await up.stop()
  }
}

/** From the spawn to the first driver whom an operator's map shows at a second place. */
async function untilMoving(up: ServerProcess): Promise<number> {
  const call = callsTo(up.url)
  const desk = await BenchSocket.open(up.url, await signIn(call, 'operator'), call)
  const places = new Map<string, string>()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no driver moved')), MOVING_MAX_MS)
    desk.onFrame = ({ type, drivers = [] }) => {
      if (type !== 'map') return
      for (const { id, lat, lng } of drivers) {
        const place = `${lat},${lng}`
        if ((places.get(id) ?? place) !== place) {
          clearTimeout(timer)
          desk.close()
          resolve(performance.now() - up.spawnedMs)
        }
        places.set(id, place)
      }
    }
    desk.send({ type: 'subscribe', topic: 'map' })
  })
}
