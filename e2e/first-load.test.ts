import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright'
import { openDashboard, WIDE } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { type ServedPricing, servePricing } from './serve-pricing.ts'

const DIST = join(import.meta.dir, '../web/dist')
/** Compressed by gzip, in kB of 1,000 bytes: what every page needs, and what one may take with and without a map. */
const ENTRY_CEILING_KB = 135
const CEILING_KB = 250
const MAP_CEILING_KB = 600
const MAP_SHEET = /^\/assets\/maplibre-gl-\w+\.css$/

type Ids = { market: string; booking: string; driver: string; vehicle: string; card: string }
type Address = (ids: Ids) => string
const WITHOUT_MAP: [page: string, Address][] = [
  ['bookings', () => '/bookings'],
  ['drivers', () => '/drivers'],
  ['a driver', ({ driver }) => `/drivers/${driver}`],
  ['an import', () => '/drivers/import'],
  ['vehicles', () => '/vehicles'],
  ['a vehicle', ({ vehicle }) => `/vehicles/${vehicle}`],
  ['rate cards', () => '/pricing'],
  ['users', () => '/admin/users'],
  ['the audit log', () => '/admin/audit'],
  ['webhooks', () => '/admin/webhooks'],
  ['dead letters', () => '/admin/dead-letters'],
  ['the simulator', () => '/admin/simulator'],
]
const WITH_MAP: [page: string, Address][] = [
  ['the live map', () => '/'],
  ['a booking beside it', ({ booking }) => `/?booking=${booking}`],
  ['a driver beside it', ({ driver }) => `/?driver=${driver}`],
  ['a booking', ({ booking }) => `/bookings/${booking}`],
  ['a draft', ({ market, card }) => `/pricing?market=${market}&class=van&draft=${card}`],
  ['surge', ({ market }) => `/pricing/surge?market=${market}`],
  ['analytics', () => '/analytics'],
  ['replay', () => '/replay'],
  ['zones', () => '/admin/zones'],
]

let served: ServedPricing
let ids: Ids
let signedIn: BrowserContextOptions
beforeAll(async () => {
  served = await servePricing()
  const { app, market, customers, publish, inForce } = served
  for (const customer of customers) await app.quote(customer)
  await publish()
  const { lat, lng } = app.haul.pickup
  const customer = customers[0] as string
  ids = {
    market,
    booking: (await app.book(customer, await app.quote(customer))).body.id,
    driver: (await app.availableDriver(lat, lng)).id,
    vehicle: (await app.request('GET', '/v1/admin/vehicles', { as: app.admin })).body.items[0].id,
    card: (await inForce()).id,
  }
  const { page, close } = await served.openAt('/bookings')
  signedIn = { ...WIDE, storageState: await page.context().storageState() }
  await close()
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

/**
 * The files of the dashboard that a browser loads of an address where it knows none yet: page, code, styles, fonts and the
 * map's worker. What the API answers and the streets of a city are data, of any size.
 */
async function firstLoad(path: string, options: BrowserContextOptions) {
  const { page, requests, close } = await openDashboard(served.browser, `${served.origin}${path}`, options)
  await page.waitForLoadState('networkidle')
  await page
    .getByRole('status')
    .filter({ hasText: /^Loading/ })
    .first()
    .waitFor({ state: 'detached' })
  await page.waitForLoadState('networkidle')
  await close()
  const files = [...new Set(requests.map((each) => each.replace('GET ', '')))].filter((each) =>
    each.startsWith('/assets/'),
  )
  let bytes = await sentBytes('index.html')
  for (const file of files) bytes += await sentBytes(file.replace('/assets/', ''))
  return { kb: Math.round(bytes / 1_000), hasMap: files.some((file) => MAP_SHEET.test(file)) }
}

async function sentBytes(name: string): Promise<number> {
  const zipped = Bun.file(join(DIST, `${name}.gz`))
  return (await zipped.exists()) ? zipped.size : Bun.file(join(DIST, name)).size
}

test(
  'what every page needs is light',
  async () => {
    const { kb, hasMap } = await firstLoad('/sign-in', WIDE)
    process.stdout.write(`first load of the sign-in: ${kb} kB\n`)
    expect(kb).toBeLessThan(ENTRY_CEILING_KB)
    expect(hasMap).toBeFalse()
  },
  TEST_MS,
)

for (const [kind, pages, ceilingKb, isMap] of [
  ['without a map', WITHOUT_MAP, CEILING_KB, false],
  ['with a map', WITH_MAP, MAP_CEILING_KB, true],
] as const)
  test.each(pages)(
    `a first visit of %s is light for a page ${kind}`,
    async (name, address) => {
      const { kb, hasMap } = await firstLoad(address(ids), signedIn)
      process.stdout.write(`first load of ${name}, ${kind}: ${kb} kB\n`)
      expect(kb).toBeLessThan(ceilingKb)
      expect(hasMap).toBe(isMap)
    },
    TEST_MS,
  )
