import type { Page, WebSocketRoute } from 'playwright'
import { launchChromium, openDashboard, signInAs, WIDE } from '../../e2e/open-dashboard.ts'
import { onEnd } from '../cleanup.ts'
import { createDataDir, startUp } from '../server-process.ts'
import { FLEET_CENTRE, GeneratedFleet } from './generated-fleet.ts'

/** As the server sends them: changes, four times a second. */
const FRAME_EVERY_MS = 250

export type OpenMap = {
  page: Page
  /** Sends what the fleet reports in so much time, at once. */
  send(spanMs: number): void
  /** Goes on sending as time goes by, until the returned function is called. */
  run(): () => void
}

/** The live map in a browser, on a server of its own, with a generated fleet instead of the server's drivers. */
export async function openMap(drivers: number, zoom: number): Promise<OpenMap> {
  const server = await startUp(await createDataDir(), ['--drivers', '2', '--bookings-per-minute', '0'])
  const browser = await launchChromium()
  onEnd(() => browser.close())
  const { page } = await openDashboard(browser, server.url, WIDE)
  const view = JSON.stringify({ center: FLEET_CENTRE, zoom, bearing: 0 })
  await page.addInitScript((kept) => localStorage.setItem('hexhaul.view', kept), view)
  let socket: WebSocketRoute | undefined
  await page.routeWebSocket('**/v1/realtime', (route) => {
    socket = route
    route.connectToServer().onMessage((message) => {
      if (!String(message).startsWith('{"type":"map"')) route.send(message)
    })
  })
  await page.reload()
  await signInAs(page, 'admin')
  await page.locator('[data-ready="true"] canvas').waitFor()
  const fleet = new GeneratedFleet(drivers)
  socket?.send(fleet.whole(Date.now()))
  const send = (spanMs: number) => socket?.send(fleet.share(spanMs, Date.now()))
  return {
    page,
    send,
    run() {
      const timer = setInterval(() => send(FRAME_EVERY_MS), FRAME_EVERY_MS)
      return () => clearInterval(timer)
    },
  }
}
