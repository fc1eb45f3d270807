import { afterAll, beforeAll, expect, test } from 'bun:test'
import { findViolations } from './find-violations.ts'
import { button, NARROW } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

const HOUR_MS = 3_600_000

let served: ServedDashboard
let app: ServedDashboard['app']
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

/** A booking that its customer cancelled too late to do so free of charge. */
async function withFee() {
  const { lat, lng } = app.haul.pickup
  const driver = await app.availableDriver(lat, lng)
  const { token } = await app.signUp('customer')
  const { id } = (await app.book(token, await app.quote(token))).body
  const assigned = await app.request('POST', `/v1/bookings/${id}/assign`, {
    as: app.admin,
    body: { driverId: driver.id },
  })
  expect(assigned.status).toBe(200)
  // As if the driver had been on their way for long.
  await app.deps.sql`update bookings set assigned_at = ${new Date(Date.now() - HOUR_MS)} where id = ${id}`
  await app.request('POST', `/v1/bookings/${id}/cancel`, { as: token, body: { reason: 'plans_changed' } })
  return id as string
}
const charges = async (id: string) =>
  (await app.request('GET', `/v1/bookings/${id}/charges`, { as: app.admin })).body as {
    charged: { amount: number }
    refunded: { amount: number }
    lines: { kind: string; reason: string | null }[]
  }
const post = (id: string, amount: number) =>
  app.request('POST', `/v1/bookings/${id}/refunds`, {
    as: app.admin,
    body: { amount, reason: 'By another' },
    headers: { 'idempotency-key': crypto.randomUUID() },
  })

test(
  'an operator waives a part of a fee with a reason; more than is left is refused at the field, and at last by the server',
  async () => {
    const id = await withFee()
    const feeMinor = (await charges(id)).charged.amount
    expect(feeMinor).toBeGreaterThan(200)
    const { page, faults, forgive, close } = await served.openAt(`/bookings/${id}`, 'operator')
    await button(page, 'Waive the fee…').click()
    const dialog = page.getByRole('dialog')
    const amount = dialog.getByLabel('Amount')
    expect(Number(await amount.inputValue())).toBe(feeMinor / 100)
    await dialog.getByLabel('Charged in error').check()
    for (const wrong of [String((feeMinor + 1) / 100), '0', '1.005', 'all']) {
      await amount.fill(wrong)
      await button(dialog, 'Credit the customer').click()
      await dialog.getByText('Expected an amount above nothing').waitFor()
      expect(await amount.getAttribute('aria-invalid')).toBe('true')
    }
    expect((await charges(id)).refunded.amount).toBe(0)
    await amount.fill('1')
    await button(dialog, 'Credit the customer').click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText(/1\.00 of booking .+ credited to the customer/).waitFor()
    expect(await charges(id)).toMatchObject({ refunded: { amount: 100 } })
    expect((await charges(id)).lines.at(-1)).toMatchObject({ kind: 'refund', reason: 'Charged in error' })

    await button(page, 'Waive the fee…').click()
    expect((await post(id, feeMinor - 150)).status).toBe(200)
    await dialog.getByLabel('Another reason').check()
    await dialog.getByLabel('In your words').fill('A regular customer')
    await button(dialog, 'Credit the customer').click()
    await dialog.getByText('Somebody else refunded a part meanwhile').waitFor()
    forgive(409)
    await dialog.getByText('0.50 of what was charged has not been given back').waitFor()
    await amount.fill('0.5')
    await button(dialog, 'Credit the customer').click()
    await dialog.waitFor({ state: 'detached' })
    await button(page, 'Waive the fee…').waitFor({ state: 'detached' })
    expect((await charges(id)).refunded.amount).toBe(feeMinor)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing on the dialog of a refund beside the map of a phone',
  async () => {
    const id = await withFee()
    const { page, faults, close } = await served.openAt(`/?booking=${id}`, 'operator', NARROW)
    await button(page, 'Waive the fee…').click()
    const dialog = page.getByRole('dialog', { name: /Waive the fee/ })
    await dialog.getByLabel('Amount').fill('none')
    await dialog.getByLabel('Another reason').check()
    await dialog.getByLabel('In your words').fill('A test')
    await button(dialog, 'Credit the customer').click()
    await dialog.getByText('Expected an amount').waitFor()
    expect(await findViolations(page, 'refund')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
