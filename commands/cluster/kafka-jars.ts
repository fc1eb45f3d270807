import { join } from 'node:path'
import { keptFolder, runToEnd } from './kept-folder.ts'

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
export const kafkaJars = (): Promise<string> =>
  keptFolder(`kafka-${KAFKA_VERSION}`, async (fresh) => {
    await Bun.write(join(fresh, 'pom.xml'), POM)
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies'
    await runToEnd(['mvn', '--quiet', '--batch-mode', goal, '-DoutputDirectory=jars'], fresh)
    return join(fresh, 'jars')
  })
