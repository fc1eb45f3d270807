import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { kafkaJars } from './kafka-jars.ts'
import { accepts, freePorts, type Part, runPart } from './run-part.ts'

const READY_MS = 60_000
const HEAP = '-Xmx384m'
/** Any 16 bytes in base64url; one cluster is one machine's. */
const CLUSTER_ID = 'SGV4aGF1bENsdXN0ZXIwMQ'

const properties = (dataDir: string, port: number, advertisedPort: number, controllerPort: number) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertisedPort}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${dataDir}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`

/** Starts Apache Kafka in KRaft mode, broker and controller in one process; started again on `dir`, it has its data. */
export async function startKafka({
  dir,
  port,
  advertisedPort = port,
}: {
  dir: string
  port: number
  /** Where clients find it, when something stands between. */
  advertisedPort?: number
}): Promise<Part & { brokers: string }> {
  const classPath = join(await kafkaJars(), '*')
  const dataDir = join(dir, 'kafka')
  const config = join(dir, 'kafka.properties')
  const [controllerPort] = await freePorts(1)
  mkdirSync(dir, { recursive: true })
  await Bun.write(config, properties(dataDir, port, advertisedPort, controllerPort as number))
  if (!existsSync(join(dataDir, 'meta.properties'))) {
    const tool = [
      'java',
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      CLUSTER_ID,
      '-c',
      config,
    ]
    const formatted = Bun.spawnSync(tool)
    if (formatted.exitCode !== 0) throw new Error(`Kafka's storage was not made: ${formatted.stderr}`)
  }
  const part = await runPart({
    name: 'kafka',
    command: ['java', HEAP, '-cp', classPath, 'kafka.Kafka', config],
    logFile: join(dir, 'kafka.log'),
    isReady: () => accepts(port),
    deadlineMs: READY_MS,
  })
  return { ...part, brokers: `127.0.0.1:${advertisedPort}` }
}
