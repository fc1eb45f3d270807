import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { buildWeb } from '../commands/build-web.ts'
import { createTestApp } from '../server/testing/create-test-app.ts'

const TEST_MS = 60_000
const DIST = join(import.meta.dir, '../web/dist')
let app: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  await buildWeb()
  app = await createTestApp({ hasWorkers: false })
}, TEST_MS)
afterAll(() => app.close(), TEST_MS)

/** What a client says that it takes, and how it is answered. */
const CODINGS = [
  ['gzip, deflate, br', 'br', (sent: Buffer) => brotliDecompressSync(sent)],
  ['br;q=0, gzip;q=0.5', 'gzip', (sent: Buffer) => gunzipSync(sent)],
  ['identity', null, (sent: Buffer) => sent],
] as const

const assetsOf = (html: string) => [...html.matchAll(/"\/assets\/([\w.-]+)"/g)].map(([, name]) => name ?? '')

test(
  'a page that is loaded while two builds run finds every file that it names',
  async () => {
    let isBuilding = true
    const builds = Promise.all([buildWeb(), buildWeb()]).finally(() => {
      isBuilding = false
    })
    const missing = new Set<string>()
    for (let loads = 0; isBuilding; loads++) {
      const names = assetsOf(await Bun.file(join(DIST, 'index.html')).text())
      if (names.length === 0) missing.add(`everything at load ${loads}`)
      for (const name of names) if (!existsSync(join(DIST, name))) missing.add(name)
      await Bun.sleep(0)
    }
    await builds
    expect([...missing]).toEqual([])
  },
  TEST_MS,
)

test('the page is asked for each time and runs only our own code; what it names is kept for ever', async () => {
  const page = await app.request('GET', '/bookings')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
  expect(policy).not.toContain('unsafe')
  expect(page.body).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=/)

  const names = assetsOf(page.body)
  expect(names.length).toBeGreaterThan(2)
  for (const name of names) {
    const whole = Buffer.from(await Bun.file(join(DIST, name)).bytes())
    for (const [accepted, coding, decode] of CODINGS) {
      const headers = { 'accept-encoding': accepted }
      const asset = await app.app.handle(new Request(`http://localhost/assets/${name}`, { headers }))
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(asset.headers.get('vary')).toBe('accept-encoding')
      expect(asset.headers.get('content-encoding')).toBe(coding)
      expect(decode(Buffer.from(await asset.arrayBuffer())).equals(whole)).toBeTrue()
    }
  }
})

test('an address of no page shows people the dashboard with 404, and clients of the API the problem', async () => {
  const accept = 'text/html,application/xhtml+xml;q=0.9'
  const shown = await app.request('GET', '/nowhere/at-all', { headers: { accept } })
  expect(shown.status).toBe(404)
  expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(shown.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  expect(assetsOf(shown.body).length).toBeGreaterThan(2)
  for (const [path, headers] of [
    ['/nowhere/at-all', { accept: '*/*' }],
    ['/v1/nowhere', { accept }],
  ] as const) {
    const refused = await app.request('GET', path, { headers })
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found'])
  }
})
