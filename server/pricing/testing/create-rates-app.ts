import { latLngToCell } from 'h3-js'
import { createTestApp } from '../../testing/create-test-app.ts'

/** Terms of which each has to be told. */
export const TERMS = {
  vehicleClass: 'van',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  baseMinor: 500,
  perKmMinor: 150,
  perMinuteMinor: 30,
  perStopMinor: 300,
  minimumMinor: 1_000,
  maximumMinor: 90_000,
  cancellationFeeMinor: 400,
  freeCancellationS: 120,
}

/** The test app whose time only the test moves, and what an admin does with rate cards. */
export async function createRatesApp() {
  const t = await createTestApp({ hasWorkers: false, hasStillClock: true })
  const { lat, lng } = t.haul.pickup
  const listed = async (query: string) =>
    (await t.request('GET', `/v1/admin/rate-cards?${query}`, { as: t.admin })).body
  let markets = 0
  return {
    ...t,
    demoMarket: latLngToCell(lat, lng, 4),
    /** A market of its own for each test. */
    newMarket: () => latLngToCell(50, markets++, 4),
    later: (ms: number) => new Date(t.clock.now().getTime() + ms).toISOString(),
    create: (draft: object) => t.request('POST', '/v1/admin/rate-cards', { as: t.admin, body: draft }),
    preview: (draft: object, more: object = {}) =>
      t.request('POST', '/v1/admin/rate-cards/preview', { as: t.admin, body: { draft, ...more } }),
    withdraw: (id: string) => t.request('POST', `/v1/admin/rate-cards/${id}/withdraw`, { as: t.admin }),
    listed,
    versionsOf: async (query: string): Promise<number[]> =>
      (await listed(query)).items.map(({ version }: { version: number }) => version),
  }
}
