/*
 * `bun run replay-dead-letters [--group <consumer group>] [--id <dead letter>]`: hands events that were given up to their
 * groups again, oldest first; all that wait, or the named ones. The workers of the group then handle them.
 */
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, requireDatabaseUrl } from '../server/config.ts'
import { connectDeps } from '../server/connect-deps.ts'
import { DomainError } from '../server/errors.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { systemContext } from '../server/platform/context.ts'
import { findWaitingDeadLetters, retryDeadLetter } from '../server/platform/event-log/dead-letters.ts'

const HELP = 'bun run replay-dead-letters [--group <consumer group>] [--id <dead letter>]'

await exitOnConfigError(async () => {
  const { group, id } = readArguments()
  const config = requireDatabaseUrl(readConfig(process.env))
  // All of it is in the database; the workers carry it on.
  const alone = { ...config, kafkaBrokers: undefined, redisUrl: undefined }
  const { deps, close } = await connectDeps(alone)
  try {
    const context = systemContext(deps, 'replay-dead-letters')
    const ids = id === undefined ? await findWaitingDeadLetters(context, { group }) : [id]
    for (const each of ids) await retryDeadLetter(context, { deadLetterId: each })
    console.log(`${ids.length} ${ids.length === 1 ? 'event is' : 'events are'} handed to their groups again.`)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new ConfigError(error.message)
  } finally {
    await close()
  }
})

function readArguments(): { group: string | undefined; id: string | undefined } {
  try {
    const { values } = parseArgs({ options: { group: { type: 'string' }, id: { type: 'string' } } })
    return { group: values.group, id: values.id }
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${HELP}`)
  }
}
