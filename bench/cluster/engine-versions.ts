import { KAFKA_VERSION } from '../../commands/cluster/kafka-jars.ts'

/** What the cluster consists of here, besides PostgreSQL. */
export async function engineVersions(): Promise<Record<string, string>> {
  const kafkajs = await Bun.file(Bun.resolveSync('kafkajs/package.json', import.meta.dir)).json()
  return {
    kafka: KAFKA_VERSION,
    kafkajs: String(kafkajs.version),
    java: versionOf('java', '-version'),
    redis: versionOf('redis-server', '--version'),
    nginx: versionOf('nginx', '-v'),
  }
}

/** The first that looks like a version in what a program says of itself, on whichever stream. */
function versionOf(...command: string[]): string {
  if (!Bun.which(command[0] as string)) return 'none'
  const { stdout, stderr } = Bun.spawnSync(command)
  return /\d+(\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
}
