import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright'
import { buildWeb } from '../commands/build-web.ts'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { launchChromium, openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'

/** A software renderer draws each picture of a whole map. */
const PATIENT_MS = 3 * TEST_MS
const PLACE = { lat: 12.97, lng: 77.59 }
/** A style as operators have: its own source, and glyphs that know one typeface. */
const styleAt = (origin: string) => ({
  version: 8,
  glyphs: `${origin}/glyphs/{fontstack}/{range}.pbf`,
  sources: {
    land: { type: 'geojson', data: `${origin}/land.geojson`, attribution: 'Example surveyors' },
  },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#203040' } },
    { id: 'names', type: 'symbol', source: 'land', layout: { 'text-field': 'Sea', 'text-font': ['House'] } },
  ],
})
const LAND = { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [77.6, 12.98] } }

let browser: Browser
let asked: string[]
let others: ReturnType<typeof Bun.serve>
beforeAll(async () => {
  await buildWeb()
  browser = await launchChromium()
  others = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch({ url }) {
      const { pathname, origin } = new URL(url)
      asked.push(decodeURIComponent(pathname))
      const headers = { 'access-control-allow-origin': '*' }
      if (pathname === '/style.json') return Response.json(styleAt(origin), { headers })
      if (pathname === '/land.geojson') return Response.json(LAND, { headers })
      // An empty set of glyphs.
      if (pathname.startsWith('/glyphs/')) return new Response(new Uint8Array(), { headers })
      return new Response(null, { status: 404, headers })
    },
  })
}, TEST_MS)
afterAll(async () => {
  await browser.close()
  await others.stop(true)
}, TEST_MS)

/** The dashboard with a style of the other server, looking at a driver. */
async function openWith(file: string) {
  asked = []
  const origin = `http://127.0.0.1:${others.port}`
  const mapStyle = { url: `${origin}/${file}?a=1&copy=2`, origins: [origin] }
  const app = await createTestApp({ hasWorkers: false, config: { mapStyle } })
  app.app.listen({ port: 0, hostname: '127.0.0.1' })
  await app.availableDriver(PLACE.lat, PLACE.lng)
  const visit = await openDashboard(browser, `http://127.0.0.1:${app.app.server?.port}`, WIDE)
  const { page } = visit
  const view = JSON.stringify({ center: [PLACE.lng, PLACE.lat], zoom: 14, bearing: 0 })
  await page.evaluate((kept) => localStorage.setItem('hexhaul.view', kept), view)
  await signInAs(page, 'operator')
  await page.locator('[data-ready="true"] canvas').waitFor()
  return {
    ...visit,
    app,
    async close() {
      await visit.close()
      await app.app.stop(true)
      await app.close()
    },
  }
}

test(
  "an operator's style is under the map, says whose it is, and what moves is drawn over it",
  async () => {
    const { page, app, faults, close } = await openWith('style.json')
    const policy = (await app.request('GET', '/')).headers.get('content-security-policy') ?? ''
    const origin = `http://127.0.0.1:${others.port}`
    expect(policy).toContain(`connect-src 'self' ${origin};`)
    expect(policy).toContain(`img-src 'self' data: blob: ${origin};`)
    expect(policy).not.toContain('unsafe')
    await page.getByText('Example surveyors').waitFor()
    const box = await page.locator('.map canvas').boundingBox()
    if (!box) throw new Error('the map is not there')
    let aside = 0
    await until(async () => {
      aside = 1 - aside
      await page.mouse.move(box.x + box.width / 2 + aside, box.y + box.height / 2)
      return page.evaluate(
        () => document.querySelector<HTMLElement>('.map canvas')?.style.cursor === 'pointer',
      )
    }, TEST_MS)
    await until(() => asked.some((path) => path.startsWith('/glyphs/')))
    // Our own words are in the style's typeface, since its glyphs know no other.
    expect(asked.filter((path) => path.startsWith('/glyphs/') && !path.startsWith('/glyphs/House/'))).toEqual(
      [],
    )
    expect(faults.filter((fault) => !fault.startsWith(`foreign: ${origin}/`))).toEqual([])
    await close()
  },
  PATIENT_MS,
)

test(
  'a style that is not there is said, and the map is drawn without it',
  async () => {
    const { page, forgive, faults, close } = await openWith('missing.json')
    await page.getByRole('alert').getByText('The configured map is missing').waitFor()
    forgive(404)
    expect(faults.filter((fault) => !fault.startsWith('foreign:'))).toEqual([])
    await close()
  },
  PATIENT_MS,
)
