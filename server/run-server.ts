import { buildApp } from './app.ts'
import { type Config, ConfigError } from './config.ts'
import { connectDeps } from './connect-deps.ts'
import type { Deps } from './platform/context.ts'

type Stoppable = { stop(): Promise<void> }
export type RunningServer = Stoppable & { url: string }

const DRAIN_MS = 5_000

/**
 * Serves the API, with what the composition starts beside it on the same parts: nothing, or the workers.
 * @throws ConfigError when the port is taken.
 */
export async function runServer(
  config: Config & { databaseUrl: string },
  startBeside?: (deps: Deps) => Promise<Stoppable>,
): Promise<RunningServer> {
  const { deps, announceStop, close } = await connectDeps(config)
  const app = buildApp(deps)
  try {
    app.listen({ port: config.port, hostname: config.host, reusePort: false })
  } catch (error) {
    await close()
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new ConfigError(`PORT ${config.port} is taken by another process; choose another one`)
  }
  const beside = await startBeside?.(deps)
  return {
    url: `http://localhost:${app.server?.port}`,
    async stop() {
      announceStop()
      const { server } = app
      await Promise.race([app.stop(false), Bun.sleep(DRAIN_MS)])
      await server?.stop(true)
      await beside?.stop()
      await close()
    },
  }
}
