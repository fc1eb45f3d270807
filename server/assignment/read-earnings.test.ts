import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHaulApp, type HaulApp } from '../booking/testing/create-haul-app.ts'

let t: HaulApp
beforeAll(async () => {
  t = await createHaulApp()
})
afterAll(() => t.close())

const earnings = (from: string, to: string) =>
  t.request('GET', `/v1/driver/earnings?${new URLSearchParams({ from, to })}`, { as: t.drivers[0].token })
async function complete() {
  const id = await t.newBooking()
  while ((await t.readRow(id)).state !== 'completed') await t.advance(id, t.drivers[0])
  return t.readRow(id)
}

describe('earnings', () => {
  test('are of the hauls completed from the beginning of the period until before its end', async () => {
    const { completedAt, priceMinor } = await complete()
    const [at, after] = [completedAt as Date, new Date((completedAt as Date).getTime() + 1)]
    expect((await earnings(at.toISOString(), after.toISOString())).body).toEqual({
      trips: 1,
      totals: [{ amount: priceMinor, currency: 'INR' }],
    })
    const before = new Date(at.getTime() - 60_000)
    for (const [from, to] of [
      [before, at],
      [after, new Date(after.getTime() + 60_000)],
    ] as const)
      expect((await earnings(from.toISOString(), to.toISOString())).body).toEqual({ trips: 0, totals: [] })
  })

  test('add up beyond what fits 32 bits', async () => {
    const { completedAt } = await complete()
    await t.deps.sql`update bookings set price_minor = 2000000000 where driver_id = ${t.drivers[0].id}`
    const end = new Date((completedAt as Date).getTime() + 1)
    const start = new Date(end.getTime() - 86_400_000)
    const { status, body } = await earnings(start.toISOString(), end.toISOString())
    expect({ status, body }).toEqual({
      status: 200,
      body: { trips: 2, totals: [{ amount: 4_000_000_000, currency: 'INR' }] },
    })
  })

  test.each([
    ['2026-11-24T00:00:00Z', '2026-11-24T00:00:00Z'],
    ['2026-11-24T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-06-30T23:59:60Z', '2026-07-01T00:00:00Z'],
    ['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z'],
  ])('of no period, from %s to %s, are refused', async (from, to) => {
    expect((await earnings(from, to)).status).toBe(422)
  })
})
