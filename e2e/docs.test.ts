import { afterAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium, type Page } from 'playwright'
import { createTestApp } from '../server/testing/create-test-app.ts'

const SYSTEM_BROWSER = '/usr/bin/chromium'
const DRAWN_WITHIN_MS = 60_000
const TEST_TIMEOUT_MS = 120_000
const app = await createTestApp({ hasWorkers: false })
app.app.listen({ port: 0, hostname: '127.0.0.1' })
const base = `http://127.0.0.1:${app.app.server?.port}`
const browser: Browser = await chromium.launch({
  executablePath: existsSync(SYSTEM_BROWSER) ? SYSTEM_BROWSER : await sparticuz.executablePath(),
  args: ['--no-sandbox', '--disable-background-networking'],
})
afterAll(async () => {
  await browser.close()
  await app.app.stop(true)
  await app.close()
})

/** Opens a page; `complaints` gathers errors and whatever was asked of another host. */
async function open(path: string, drawn: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url()))
      complaints.push(request.url())
  })
  await page.goto(base + path)
  await page.waitForSelector(drawn, { timeout: DRAWN_WITHIN_MS })
  return { page, complaints }
}

test(
  'Swagger UI draws the API from our own files, and "try it" works with a pasted token',
  async () => {
    const { page, complaints } = await open('/docs', '.opblock-tag')
    await page.click('button.authorize')
    await page.fill('.auth-container input', app.admin)
    await page.click('.auth-btn-wrapper button.authorize')
    await page.click('.auth-btn-wrapper .btn-done')
    await page.click('.opblock-tag[data-tag="Identity"]')
    await page.click('[id$="getV1Me"] .opblock-summary-control')
    await page.click('.try-out__btn')
    await page.click('button.execute')
    const answer = page.locator('.live-responses-table tbody .response-col_status').first()
    await answer.waitFor()
    expect((await answer.textContent())?.trim()).toStartWith('200')
    expect(await page.locator('.live-responses-table .highlight-code').first().textContent()).toContain(
      'admin@hexhaul.test',
    )
    await page.click('section.models .models-control')
    for (const name of ['ClientFrame.hello', 'ServerFrame.offer', 'Event.booking.moved'])
      await page.locator('section.models').getByText(name, { exact: true }).first().waitFor()
    expect(complaints).toEqual([])
  },
  TEST_TIMEOUT_MS,
)

test(
  'Redoc draws the API from our own files',
  async () => {
    const { page, complaints } = await open('/redoc', 'h2')
    expect(await page.locator('h2').count()).toBeGreaterThan(10)
    await page.getByText('quote_expired').first().waitFor({ state: 'attached' })
    const events = page.locator('[data-section-id="tag/Events"]')
    expect(await events.textContent()).toContain('traceId')
    expect(complaints).toEqual([])
  },
  TEST_TIMEOUT_MS,
)
