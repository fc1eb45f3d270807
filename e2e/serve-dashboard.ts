/* For tests: the dashboard on a real server where nothing moves by itself, since no worker runs: what happens is what a test does. */
import { buildWeb } from '../commands/build-web.ts'
import { createTestApp } from '../server/testing/create-test-app.ts'

export type ServedDashboard = Awaited<ReturnType<typeof serveDashboard>>

export async function serveDashboard() {
  await buildWeb()
  const app = await createTestApp({ hasWorkers: false })
  app.app.listen({ port: 0, hostname: '127.0.0.1' })
  return {
    app,
    origin: `http://127.0.0.1:${app.app.server?.port}`,
    async stop() {
      await app.app.stop(true)
      await app.close()
    },
  }
}
