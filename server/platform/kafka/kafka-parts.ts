import type { Config } from '../../config.ts'
import type { Deps } from '../context.ts'
import { createKafkaLog } from '../event-log/kafka-log.ts'
import { createKafkaPositionLog } from '../position-log/kafka.ts'
import { connectKafka } from './connect-kafka.ts'
import { createTopics } from './topics.ts'

const TOPICS_ATTEMPT_MS = 2_000

type Parts = Pick<Deps, 'eventLog' | 'positionLog'>

/**
 * The logs on Kafka. Topics are made in the background, again and again until it is done: a process starts, and takes
 * bookings, while the brokers are away.
 */
export function createKafkaParts(
  brokers: string,
  config: Config,
  deps: () => Deps,
  { log, metrics, newId, stopping }: Pick<Deps, 'log' | 'metrics' | 'newId' | 'stopping'>,
): Parts {
  const kafka = connectKafka(brokers, 'hexhaul', log)
  const { kafkaTopicPrefix: prefix, kafkaReplicas: replicas } = config
  const makeTopics = async () => {
    while (!stopping.aborted) {
      try {
        return await createTopics(kafka, { prefix, replicas })
      } catch (error) {
        log.warn({ reason: (error as Error).message }, 'Kafka topics are not made yet')
        await Bun.sleep(TOPICS_ATTEMPT_MS)
      }
    }
  }
  const topicsMade = makeTopics()
  return {
    eventLog: createKafkaLog(deps, kafka, prefix, topicsMade),
    positionLog: createKafkaPositionLog({ kafka, prefix, newId, metrics, log, topicsMade }),
  }
}
