/*
 * What the live map costs its page: `bun e2e/measure-map.ts --url <a running dashboard> [--drivers 10000]`. The page's
 * socket is answered here with generated drivers who all move; the browser draws in software, so that only the time of the
 * page's own thread means something.
 */
import { parseArgs } from 'node:util'
import type { WebSocketRoute } from 'playwright'
import { launchChromium, openDashboard, signInAs } from './open-dashboard.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8000' },
    drivers: { type: 'string', default: '10000' },
  },
})
const DRIVERS = Number(values.drivers)
/** As the server sends them: changes, four times a second; each driver reports every four seconds. */
const FRAME_EVERY_MS = 250
const REPORT_EVERY_S = 4
const WARM_UP_MS = 10_000
const MEASURED_MS = 20_000
const CENTRE = { lat: 12.945, lng: 77.775 }
const SPREAD_DEG = 0.09
const SPEED_DEG_PER_S = 0.0001

const ids = Array.from({ length: DRIVERS }, () => Bun.randomUUIDv7())
/** Drivers on circles of their own around the centre, so that all move and nobody leaves. */
function driverAt(i: number, nowMs: number) {
  const radius = SPREAD_DEG * Math.sqrt((i + 1) / DRIVERS)
  const turn = i * 2.4 + ((nowMs / 1_000) * SPEED_DEG_PER_S) / radius
  return {
    id: ids[i],
    lat: CENTRE.lat + radius * Math.sin(turn),
    lng: CENTRE.lng + radius * Math.cos(turn),
    headingDeg: (((-turn * 180) / Math.PI) % 360) + 360 * Number(turn > 0),
    status: 'available',
    vehicleClass: 'van',
    bookingId: i % 2 ? '0190aaaa-0000-7000-8000-000000000000' : null,
    recordedAt: new Date(nowMs).toISOString(),
  }
}

const browser = await launchChromium()
const { page, close } = await openDashboard(browser, values.url, { viewport: { width: 1440, height: 900 } })
// The time that callbacks of the browser's frames take is that of the map: nothing else on this page asks for them.
await page.addInitScript(() => {
  const frames: number[] = []
  Object.assign(window, { frames })
  const ask = window.requestAnimationFrame.bind(window)
  window.requestAnimationFrame = (callback) =>
    ask((timeMs) => {
      const beganMs = performance.now()
      callback(timeMs)
      frames.push(performance.now() - beganMs)
    })
})
let socket: WebSocketRoute | undefined
await page.routeWebSocket('**/v1/realtime', (route) => {
  socket = route
  const server = route.connectToServer()
  server.onMessage((message) => {
    if (!String(message).startsWith('{"type":"map"')) route.send(message)
  })
})
await page.reload()
await signInAs(page, 'admin')
await page.locator('[data-ready="true"] canvas').waitFor()
const send = (from: number, count: number) =>
  socket?.send(
    JSON.stringify({
      type: 'map',
      drivers: Array.from({ length: count }, (_, i) => driverAt((from + i) % DRIVERS, Date.now())),
      gone: [],
    }),
  )
send(0, DRIVERS)
const share = Math.ceil((DRIVERS * FRAME_EVERY_MS) / (REPORT_EVERY_S * 1_000))
let next = 0
const timer = setInterval(() => {
  send(next, share)
  next = (next + share) % DRIVERS
}, FRAME_EVERY_MS)

const devtools = await page.context().newCDPSession(page)
await devtools.send('Performance.enable')
const taskS = async () =>
  (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')
    ?.value ?? 0
await Bun.sleep(WARM_UP_MS)
await page.evaluate(() => (window as unknown as { frames: number[] }).frames.splice(0))
const beforeS = await taskS()
await Bun.sleep(MEASURED_MS)
const busyMs = ((await taskS()) - beforeS) * 1_000
const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames)
clearInterval(timer)
frames.sort((a, b) => a - b)
const quantile = (q: number) => (frames[Math.floor(frames.length * q)] ?? Number.NaN).toFixed(1)
process.stdout.write(
  `${DRIVERS} drivers, ${frames.length} frames in ${MEASURED_MS / 1_000} s: ${quantile(0.5)} ms of the page's thread each (p95 ${quantile(0.95)} ms); busy ${((busyMs / MEASURED_MS) * 100).toFixed()} % of the time, all work included\n`,
)
await close()
await browser.close()
