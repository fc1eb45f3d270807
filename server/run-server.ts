import type { SimulatorControl } from './admin/simulator/control.ts'
import { buildApp } from './app.ts'
import { type Config, ConfigError } from './config.ts'
import { connectDeps } from './connect-deps.ts'
import type { Deps } from './platform/context.ts'

type Stoppable = { stop(): Promise<void> }
export type RunningServer = Stoppable & { url: string }

const DRAIN_MS = 5_000

/**
 * Serves the API, with what the composition starts beside it on the same parts: nothing, or the workers;
 * `simulator` is of the city that is simulated beside it.
 * @throws ConfigError when the port is taken, or the certificate cannot be used.
 */
export async function runServer(
  config: Config & { databaseUrl: string },
  startBeside?: (deps: Deps) => Promise<Stoppable>,
  simulator?: SimulatorControl,
): Promise<RunningServer> {
  const tls = await readTls(config.tls)
  const { deps, announceStop, close } = await connectDeps(config)
  const app = buildApp({ ...deps, ...(simulator && { simulator }) })
  try {
    app.listen({ port: config.port, hostname: config.host, reusePort: false, ...(tls && { tls }) })
  } catch (error) {
    await close()
    const { code } = error as { code?: string }
    if (tls && code?.startsWith('ERR_OSSL'))
      throw new ConfigError('TLS_CERT_FILE and TLS_KEY_FILE must be a certificate and its key, in PEM')
    if (code !== 'EADDRINUSE') throw error
    throw new ConfigError(`PORT ${config.port} is taken by another process; choose another one`)
  }
  const beside = await startBeside?.(deps)
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${app.server?.port}`,
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

/** Read before anything is opened, so that a bad path ends the start in one line. */
async function readTls(files: Config['tls']): Promise<{ cert: string; key: string } | undefined> {
  if (!files) return undefined
  const read = (name: string, path: string) =>
    Bun.file(path)
      .text()
      .catch(() => {
        throw new ConfigError(`${name} must be a file that can be read, not "${path}"`)
      })
  const [cert, key] = [read('TLS_CERT_FILE', files.certFile), read('TLS_KEY_FILE', files.keyFile)]
  return { cert: await cert, key: await key }
}
