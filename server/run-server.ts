import { startWorkers } from '../workers/start-workers.ts'
import { buildApp } from './app.ts'
import { type Config, ConfigError } from './config.ts'
import { connectDeps } from './connect-deps.ts'

export type RunningServer = { url: string; stop(): Promise<void> }

const DRAIN_MS = 5_000

/** One process with everything: the API and all workers. @throws ConfigError when the port is taken. */
export async function runServer(config: Config & { databaseUrl: string }): Promise<RunningServer> {
  const { deps, announceStop, close } = await connectDeps(config)
  const app = buildApp(deps)
  try {
    app.listen({ port: config.port, hostname: config.host, reusePort: false })
  } catch (error) {
    await close()
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new ConfigError(`PORT ${config.port} is taken by another process; choose another one`)
  }
  const workers = await startWorkers(deps)
  return {
    url: `http://localhost:${app.server?.port}`,
    async stop() {
      announceStop()
      const { server } = app
      await Promise.race([app.stop(false), Bun.sleep(DRAIN_MS)])
      await server?.stop(true)
      await workers.stop()
      await close()
    },
  }
}
