import Redis from 'ioredis'
import { type Contender, K } from './contender.ts'
import type { Fleet, Questions } from './draw-fleet.ts'
import { GrowingSearch } from './growing-search.ts'

const LOADED_AT_ONCE = 5_000
const keyOf = (vehicleClass: number) => `free:${vehicleClass}`

/** Redis GEO: a sorted set of the free drivers of each class, commands in pipelines. */
export function createRedisGeo(url: string): Contender & { stop(): Promise<void> } {
  const redis = new Redis(url)
  let fleet: Fleet
  let questions: Questions
  const search = new GrowingSearch(async (asked) => {
    const pipeline = redis.pipeline()
    for (const { i, radiusM } of asked) {
      const { lat, lng, vehicleClass } = questions
      pipeline.geosearch(
        ...([keyOf(vehicleClass[i] as number), 'FROMLONLAT', lng[i] as number, lat[i] as number] as const),
        ...(['BYRADIUS', radiusM, 'm', 'ASC', 'COUNT', K, 'WITHDIST'] as const),
      )
    }
    const answers = await run(pipeline)
    return answers.map((near) => (near as [string, string][]).map(([, distanceM]) => Number(distanceM)))
  })
  const place = async (
    handles: ArrayLike<number>,
    lat: Float64Array,
    lng: Float64Array,
    from: number,
    to: number,
  ) => {
    const pipeline = redis.pipeline()
    for (let i = from; i < to; i++) {
      const handle = handles[i] as number
      // Whoever is not free is in no set: for them there is nothing to do.
      if (fleet.isAvailable[handle])
        pipeline.geoadd(
          keyOf(fleet.vehicleClass[handle] as number),
          lng[i] as number,
          lat[i] as number,
          `driver-${handle}`,
        )
    }
    await run(pipeline)
  }
  return {
    name: 'Redis GEO',
    movesPerLook: 1_000,
    earthRadiusM: 6_372_797.560856,
    questionsPerLook: 200,
    async load(given) {
      fleet = given
      await redis.flushall()
      const handles = Uint32Array.from({ length: given.count }, (_, handle) => handle)
      for (let from = 0; from < given.count; from += LOADED_AT_ONCE)
        await place(handles, given.lat, given.lng, from, Math.min(given.count, from + LOADED_AT_ONCE))
    },
    move: ({ handle, lat, lng }, from, to) => place(handle, lat, lng, from, to),
    ask(asked, from, to, found) {
      questions = asked
      return search.nearest(asked, from, to, found)
    },
    async stop() {
      await redis.quit()
    },
  }
}

/** The answers of a pipeline; the first error among them ends the run. */
async function run(pipeline: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  const answers = (await pipeline.exec()) ?? []
  return answers.map(([error, answer]) => {
    if (error) throw error
    return answer
  })
}
