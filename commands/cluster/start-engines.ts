import { mkdirSync } from 'node:fs'
import { freePorts, type Part } from './run-part.ts'
import { startKafka } from './start-kafka.ts'
import { startRedis, startRedisCluster } from './start-redis.ts'

export type Engines = { env: Record<string, string>; stop(): Promise<void> }

/** Starts the engines that tests of adapters run on; `env` tells the tests where they are. */
export async function startEngines(dir: string): Promise<Engines> {
  mkdirSync(dir, { recursive: true })
  const [kafkaPort, redisPort] = (await freePorts(2)) as [number, number]
  const parts: Part[] = []
  const stop = async () => {
    await Promise.all(parts.map((part) => part.stop()))
  }
  const running = <T extends Part>(part: T): T => {
    parts.push(part)
    return part
  }
  try {
    const [kafka, redis, redisCluster] = await Promise.all([
      startKafka({ dir, port: kafkaPort }).then(running),
      startRedis({ dir, port: redisPort }).then(running),
      startRedisCluster(dir).then(running),
    ])
    const env = {
      TEST_KAFKA_BROKERS: kafka.brokers,
      TEST_REDIS_URL: redis.url,
      TEST_REDIS_CLUSTER_URL: redisCluster.url,
    }
    return { env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
