/* For tests: the dashboard's server with vehicles and drivers to be kept, and what is found on their pages. */
import { expect } from 'bun:test'
import type { Page } from 'playwright'
import { serveDashboard } from './serve-dashboard.ts'

export const DAY_MS = 86_400_000
export type ServedFleet = Awaited<ReturnType<typeof serveFleet>>

export async function serveFleet() {
  const served = await serveDashboard()
  const { app } = served
  let serial = 0

  /** What the API answers an admin. */
  async function ask(method: string, path: string, body?: object) {
    const answer = await app.request(method, path, { as: app.admin, ...(body && { body }) })
    expect(answer.status).toBeLessThan(300)
    return answer.body
  }
  async function newVehicle(): Promise<{ id: string; plate: string }> {
    const vehicle = { vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024, plate: `KA F ${++serial}` }
    return ask('POST', '/v1/admin/vehicles', { ...vehicle, capacityKg: 750, capacityM3: 5 })
  }
  /** On duty in a vehicle of their own. */
  const newDriver = () => app.availableDriver(app.haul.pickup.lat, app.haul.pickup.lng)
  return { ...served, ask, newVehicle, newDriver }
}

export const state = (page: Page, is: string) => page.locator(`.page-head [data-state="${is}"]`)
export const reason = (page: Page, code: string) => page.locator(`[data-reason="${code}"]`)

/** A day of the browser's calendar, which is the machine's. */
export function day(inDays: number): string {
  const date = new Date(Date.now() + inDays * DAY_MS)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
