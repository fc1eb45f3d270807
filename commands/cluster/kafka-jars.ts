import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export const KAFKA_VERSION = '3.9.1'

/** A Maven project that asks for nothing but the broker. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>hexhaul</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`

/**
 * The folder with the jars of Apache Kafka, fetched through Maven the first time and kept for the user.
 * @throws Error with Maven's words when they can't be had.
 */
export async function kafkaJars(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const jars = join(cache, 'hexhaul', `kafka-${KAFKA_VERSION}`)
  if (existsSync(jars)) return jars
  mkdirSync(dirname(jars), { recursive: true })
  const fresh = mkdtempSync(`${jars}-`)
  try {
    await Bun.write(join(fresh, 'pom.xml'), POM)
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies'
    const maven = Bun.spawn(['mvn', '--quiet', '--batch-mode', goal, '-DoutputDirectory=jars'], {
      cwd: fresh,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = await new Response(maven.stdout).text()
    if ((await maven.exited) !== 0)
      throw new Error(`Maven could not fetch Kafka ${KAFKA_VERSION}:\n${output}`)
    // Whole or not at all, also when two fetch at once.
    if (!existsSync(jars)) renameSync(join(fresh, 'jars'), jars)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return jars
}
