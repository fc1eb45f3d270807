import Redis from 'ioredis'
import { type Contender, K } from './contender.ts'
import type { Fleet } from './draw-fleet.ts'

const LOADED_AT_ONCE = 5_000
const keyOf = (vehicleClass: number) => `free:${vehicleClass}`

/** Tile38: a collection of the free drivers of each class, its own search for the nearest, commands in pipelines. */
export function createTile38(port: number): Contender & { stop(): Promise<void> } {
  // It speaks Redis's protocol of before version 6, and knows none of the commands by which a client gets to know a Redis.
  const tile38 = new Redis({ port, protocol: 2, enableReadyCheck: false })
  let fleet: Fleet
  const run = async (commands: (string | number)[][]): Promise<unknown[]> => {
    const answers = (await tile38.pipeline(commands.map((command) => ['call', ...command])).exec()) ?? []
    return answers.map(([error, answer]) => {
      if (error) throw error
      return answer
    })
  }
  const place = (
    handles: ArrayLike<number>,
    lat: Float64Array,
    lng: Float64Array,
    from: number,
    to: number,
  ) => {
    const commands: (string | number)[][] = []
    for (let i = from; i < to; i++) {
      const handle = handles[i] as number
      if (!fleet.isAvailable[handle]) continue
      const key = keyOf(fleet.vehicleClass[handle] as number)
      commands.push(['SET', key, `driver-${handle}`, 'POINT', lat[i] as number, lng[i] as number])
    }
    return run(commands)
  }
  return {
    name: 'Tile38',
    movesPerLook: 1_000,
    earthRadiusM: 6_371_000,
    questionsPerLook: 200,
    async load(given) {
      fleet = given
      await tile38.call('FLUSHDB')
      const handles = Uint32Array.from({ length: given.count }, (_, handle) => handle)
      for (let from = 0; from < given.count; from += LOADED_AT_ONCE)
        await place(handles, given.lat, given.lng, from, Math.min(given.count, from + LOADED_AT_ONCE))
    },
    async move({ handle, lat, lng }, from, to) {
      await place(handle, lat, lng, from, to)
    },
    async ask({ lat, lng, vehicleClass }, from, to, found) {
      const commands: (string | number)[][] = []
      for (let i = from; i < to; i++) {
        const key = keyOf(vehicleClass[i] as number)
        const options = ['LIMIT', K, 'DISTANCE', 'POINTS', 'POINT', lat[i] as number, lng[i] as number]
        commands.push(['NEARBY', key, ...options])
      }
      for (const answer of await run(commands)) {
        const [, near] = answer as [number, unknown[][]]
        found?.push(near.map((one) => Number(one.at(-1))))
      }
    },
    async stop() {
      await tile38.quit()
    },
  }
}
