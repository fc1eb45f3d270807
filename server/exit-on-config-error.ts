import { EmbeddedPostgresError } from '../db/embedded-error.ts'
import { ConfigError } from './config.ts'

/** Ends the process with one line for what the person who started it can put right. */
export async function exitOnConfigError(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof EmbeddedPostgresError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
