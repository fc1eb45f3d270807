/* For tests: the dashboard in a real browser, on a real server where nothing moves by itself, since no worker runs: only a test does. */
import type { BrowserContextOptions } from 'playwright'
import { buildWeb } from '../commands/build-web.ts'
import { createTestApp } from '../server/testing/create-test-app.ts'
import { launchChromium, openDashboard, signInAs, WIDE } from './open-dashboard.ts'

/** For a test of it, and for its start and end. */
export const TEST_MS = 120_000

export type ServedDashboard = Awaited<ReturnType<typeof serveDashboard>>

export async function serveDashboard(options: Parameters<typeof createTestApp>[0] = { hasWorkers: false }) {
  await buildWeb()
  const browser = await launchChromium()
  const app = await createTestApp(options)
  app.app.listen({ port: 0, hostname: '127.0.0.1' })
  const origin = `http://127.0.0.1:${app.app.server?.port}`
  return {
    app,
    browser,
    origin,
    /** Opens an address of the dashboard, signed in. */
    async openAt(path: string, role: 'admin' | 'operator' = 'admin', options: BrowserContextOptions = WIDE) {
      const visit = await openDashboard(browser, `${origin}${path}`, options)
      await signInAs(visit.page, role)
      return visit
    },
    async stop() {
      await browser.close()
      await app.app.stop(true)
      await app.close()
    },
  }
}
