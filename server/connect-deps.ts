import { join } from 'node:path'
import { connectDatabase } from '../db/connect.ts'
import { correctRouting } from './analytics/correct-routing.ts'
import { CorrectionTable } from './analytics/correction-table.ts'
import { keepCorrections } from './analytics/keep-corrections.ts'
import type { Config } from './config.ts'
import { createDiskBlobStore } from './platform/blob-store/disk.ts'
import { createS3BlobStore } from './platform/blob-store/s3.ts'
import { createMemoryBroadcast } from './platform/broadcast/memory.ts'
import type { Deps } from './platform/context.ts'
import { createOutboxLog } from './platform/event-log/outbox-log.ts'
import { createMemoryHotState } from './platform/hot-state/memory.ts'
import { createJobs } from './platform/jobs/jobs.ts'
import { createKafkaParts } from './platform/kafka/kafka-parts.ts'
import { createLog } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { createInProcessPositionLog } from './platform/position-log/in-process.ts'
import { createRedisParts } from './platform/redis/redis-parts.ts'
import { createEstimateRouting } from './platform/routing/estimate.ts'
import { createOsrmRouting } from './platform/routing/osrm.ts'
import { createPriceBook } from './pricing/price-book.ts'
import { DriverIndex } from './tracking/driver-index.ts'
import { createPositionFanOut } from './tracking/fan-out-positions.ts'
import { keepDriverIndex } from './tracking/keep-driver-index.ts'
import { maintainTrackPartitions } from './tracking/keep-tracks.ts'
import { keepZones, ZoneBook } from './zones/zone-book.ts'

/** Connects every part of a process and warms its driver index. `close` lets go of all of them. */
export async function connectDeps(
  config: Config & { databaseUrl: string },
  clock: Deps['clock'] = { now: () => new Date() },
): Promise<{ deps: Deps; announceStop(): void; close(): Promise<void> }> {
  const stopping = new AbortController()
  const connection = connectDatabase(config.databaseUrl, {
    maxConnections: config.databasePoolMax,
    preparedStatements: config.databasePreparedStatements,
  })
  const metrics = createMetrics()
  const log = createLog(config.logLevel)
  const newId = () => Bun.randomUUIDv7()
  const { hotState, broadcast } = config.redisUrl
    ? await createRedisParts(config.redisUrl, { clock, log, metrics })
    : { hotState: createMemoryHotState(clock), broadcast: createMemoryBroadcast() }
  const { eventLog, positionLog } = config.kafkaBrokers
    ? createKafkaParts(config.kafkaBrokers, config, () => deps, {
        log,
        metrics,
        newId,
        stopping: stopping.signal,
      })
    : { eventLog: createOutboxLog(() => deps), positionLog: createInProcessPositionLog(metrics, log) }
  const corrections = new CorrectionTable()
  const prices = createPriceBook({ db: connection.db, clock, broadcast })
  const deps: Deps = {
    config,
    db: connection.db,
    sql: connection.sql,
    clock,
    newId,
    random: Math.random,
    log,
    metrics,
    hotState,
    broadcast,
    eventLog,
    jobs: await createJobs(config.databaseUrl, log, config.databasePreparedStatements),
    positionLog,
    positionFanOut: createPositionFanOut(broadcast),
    routing: correctRouting(createRouting(config, metrics), corrections),
    blobStore: config.s3
      ? createS3BlobStore(config.s3, metrics)
      : createDiskBlobStore(join(config.dataDir, 'proofs'), log),
    driverIndex: new DriverIndex(),
    prices,
    corrections,
    zones: new ZoneBook(connection),
    stopping: stopping.signal,
  }
  await maintainTrackPartitions(deps)
  const stopIndex = await keepDriverIndex(deps)
  const stopCorrections = await keepCorrections(deps)
  const stopZones = await keepZones(deps)
  return {
    deps,
    announceStop: () => stopping.abort(),
    async close() {
      stopping.abort()
      deps.positionFanOut.flush()
      await stopIndex()
      await stopCorrections()
      await stopZones()
      prices.close()
      await positionLog.close()
      await eventLog.stop()
      await broadcast.close()
      await deps.jobs.close()
      await connection.close()
    },
  }
}

const createRouting = ({ osrmUrl }: Config, metrics: Deps['metrics']) =>
  osrmUrl ? createOsrmRouting(osrmUrl, createEstimateRouting(), metrics) : createEstimateRouting()
