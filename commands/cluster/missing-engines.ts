/** What a cluster on this machine is made of, by the program that it needs. */
const ENGINES = {
  java: 'Java 17',
  mvn: 'Maven',
  'redis-server': 'redis-server',
  'redis-cli': 'redis-cli',
  nginx: 'Nginx',
}

/** The engines of a cluster that are not installed here. */
export const missingEngines = (): string[] =>
  Object.entries(ENGINES)
    .filter(([program]) => !Bun.which(program))
    .map(([, name]) => name)
