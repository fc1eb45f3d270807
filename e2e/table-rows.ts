/* For tests of the tables: its rows, and whoever books. */
import type { Page } from 'playwright'
import type { ServedDashboard } from './serve-dashboard.ts'

export const rowOf = (page: Page, id: string) => page.locator(`[data-row="${id}"]`)
export const select = (page: Page, id: string) => rowOf(page, id).getByRole('checkbox').check()
export const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row)

/** As a customer books, and calls it off again. */
export async function asCustomer({ app }: ServedDashboard) {
  const { token } = await app.signUp('customer')
  return {
    book: async () => (await app.book(token, await app.quote(token))).body.id as string,
    cancel: (id: string) =>
      app.request('POST', `/v1/bookings/${id}/cancel`, { as: token, body: { reason: 'found_another_way' } }),
  }
}
