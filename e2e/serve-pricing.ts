/* For tests: the dashboard with a market that customers ask for prices in, and surge that is published when a test says so. */
import type { Page } from 'playwright'
import { publishSurgeRounds } from '../server/testing/publish-surge-rounds.ts'
import { serveDashboard } from './serve-dashboard.ts'

const CUSTOMERS = 12

export async function servePricing() {
  const served = await serveDashboard()
  const { app } = served
  const { market, cell, publish } = publishSurgeRounds(app)
  const customers: string[] = []
  for (let i = 0; i < CUSTOMERS; i++) customers.push((await app.signUp('customer')).token)
  const inForce = async () => {
    const path = `/v1/admin/rate-cards?market=${market}&class=van&status=in_force`
    return (await app.request('GET', path, { as: app.admin })).body.items[0] as {
      id: string
      version: number
    }
  }
  return {
    ...served,
    ...{ market, cell, publish, customers, inForce },
    draftAddress: async () => `/pricing?market=${market}&class=van&draft=${(await inForce()).id}`,
  }
}
export type ServedPricing = Awaited<ReturnType<typeof servePricing>>

/** Whether a page is as wide as its screen, and so is what scrolls in it. */
export const scrollsDownOnly = (page: Page) =>
  page.locator('main').evaluate(({ scrollWidth, clientWidth }) => scrollWidth === clientWidth)
