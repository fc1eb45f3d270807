import { Kafka, logLevel } from 'kafkajs'
import type { Logger } from 'pino'

const CONNECT_TIMEOUT_MS = 3_000
const REQUEST_TIMEOUT_MS = 10_000
const RETRY_FIRST_MS = 100
const RETRY_LAST_MS = 5_000
const RETRIES_MAX = 8

/** What the client says while a broker is away is one repeated fact; we count and log that ourselves. */
const LEVELS: Partial<Record<logLevel, 'error' | 'warn' | 'debug'>> = {
  [logLevel.ERROR]: 'debug',
  [logLevel.WARN]: 'debug',
}

/** A client of the brokers in `brokers`, separated by commas. Connects nothing yet. */
export function connectKafka(brokers: string, clientId: string, log: Logger): Kafka {
  return new Kafka({
    clientId,
    brokers: brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: RETRY_FIRST_MS, maxRetryTime: RETRY_LAST_MS, retries: RETRIES_MAX },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message, error, groupId } }) =>
        log[LEVELS[level] ?? 'debug']({ reason: error, group: groupId, client: 'kafka' }, message),
  })
}
