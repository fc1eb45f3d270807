/* For tests of the tables: a visit of one, and its rows. */
import type { BrowserContextOptions, Locator, Page } from 'playwright'
import { openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import type { ServedDashboard } from './serve-dashboard.ts'

export const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })
export const rowOf = (page: Page, id: string) => page.locator(`[data-row="${id}"]`)
export const select = (page: Page, id: string) => rowOf(page, id).getByRole('checkbox').check()
export const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row)

/** Opens an address of the dashboard, signed in. */
export async function openAt(
  { browser, origin }: ServedDashboard,
  path: string,
  role: 'admin' | 'operator' = 'admin',
  options: BrowserContextOptions = WIDE,
) {
  const visit = await openDashboard(browser, `${origin}${path}`, options)
  await signInAs(visit.page, role)
  return visit
}

/** As a customer books, and calls it off again. */
export async function asCustomer({ app }: ServedDashboard) {
  const { token } = await app.signUp('customer')
  return {
    book: async () => (await app.book(token, await app.quote(token))).body.id as string,
    cancel: (id: string) =>
      app.request('POST', `/v1/bookings/${id}/cancel`, { as: token, body: { reason: 'found_another_way' } }),
  }
}
