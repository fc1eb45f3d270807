import { mkdirSync } from 'node:fs'
import { demoStreets } from './demo-streets.ts'
import { freePorts, type Part } from './run-part.ts'
import { startKafka } from './start-kafka.ts'
import { startOsrm } from './start-osrm.ts'
import { startRedis, startRedisCluster } from './start-redis.ts'
import { missingForS3, startS3 } from './start-s3.ts'

/** `apart` names a Redis of its own for a second suite at the same time: broadcasts are heard in every database of one. */
export type Engines = {
  env: Record<string, string>
  apart: { TEST_REDIS_URL: string }
  stop(): Promise<void>
}

/** Starts the engines that tests of adapters run on; `env` tells the tests where they are. */
export async function startEngines(dir: string): Promise<Engines> {
  mkdirSync(dir, { recursive: true })
  const ports = (await freePorts(5)) as [number, number, number, number, number]
  const [kafkaPort, redisPort, apartPort, osrmPort, s3Port] = ports
  const streets = demoStreets()
  const parts: Part[] = []
  const stop = async () => {
    await Promise.all(parts.map((part) => part.stop()))
  }
  const running = <T extends Part>(part: T): T => {
    parts.push(part)
    return part
  }
  try {
    const [kafka, redis, redisApart, redisCluster, osrm, s3] = await Promise.all([
      startKafka({ dir, port: kafkaPort }).then(running),
      startRedis({ dir, port: redisPort }).then(running),
      startRedis({ dir, port: apartPort }).then(running),
      startRedisCluster(dir).then(running),
      streets === undefined ? null : startOsrm({ dir, port: osrmPort, map: streets }).then(running),
      missingForS3() ? null : startS3({ dir, port: s3Port }).then(running),
    ])
    const env = {
      TEST_KAFKA_BROKERS: kafka.brokers,
      TEST_REDIS_URL: redis.url,
      TEST_REDIS_CLUSTER_URL: redisCluster.url,
      ...(osrm && { TEST_OSRM_URL: osrm.url }),
      ...(s3 && { TEST_S3_URL: s3.url }),
    }
    return { env, apart: { TEST_REDIS_URL: redisApart.url }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
