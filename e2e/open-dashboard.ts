/* For tests: a real Chromium on the dashboard, and what must never happen in it. */
import { existsSync } from 'node:fs'
import bundled from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright'
import { DEMO_PASSWORD } from '../db/seed.ts'

const SYSTEM_CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
]
export const WIDE = { viewport: { width: 1440, height: 900 } }
export const NARROW = { viewport: { width: 390, height: 844 } }
/** For machines with much else to do. */
const PATIENCE_MS = 60_000
/**
 * What stands between page and server, so that they can be cut, hands each frame on a little later, into a socket that may be closing
 * by then. A page that sends so late itself does not come this far: there it ends in an error of the page.
 */
const LATE_FRAME = 'WebSocket is already in CLOSING or CLOSED state.'

export async function launchChromium(): Promise<Browser> {
  const executablePath = existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : await bundled.executablePath()
  return chromium.launch({ executablePath, args: FLAGS })
}

export type Visit = {
  page: Page
  /** Errors of the console and the page, and requests to other hosts. */
  faults: string[]
  /** Requests that the page made, as `POST /v1/…`. */
  requests: string[]
  /** The browser reports a refusal that the test provoked as an error, too: takes that one off the faults. */
  forgive(status: number): void
  /** Cuts the socket and every attempt to open it again, until the returned function is called. */
  cutSocket(): Promise<() => void>
  close(): Promise<void>
}

/** Opens an address of the dashboard in a context of its own. */
export async function openDashboard(
  browser: Browser,
  address: string,
  options: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const faults: string[] = []
  const requests: string[] = []
  const open = new Set<{ close(): Promise<void> }>()
  let isCut = false
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text() !== LATE_FRAME) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!url.protocol.startsWith('http')) return
    requests.push(`${request.method()} ${url.pathname}`)
    if (url.host !== new URL(address).host) faults.push(`foreign: ${url}`)
  })
  await page.routeWebSocket('**/*', async (socket) => {
    if (new URL(socket.url()).host !== new URL(address).host) faults.push(`foreign: ${socket.url()}`)
    if (isCut) return socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  await page.goto(address)
  return {
    page,
    faults,
    requests,
    forgive(status) {
      const at = faults.findIndex((fault) => fault.includes(`status of ${status}`))
      if (at < 0) throw new Error(`the page was refused nothing with ${status}: ${faults.join()}`)
      faults.splice(at, 1)
    },
    async cutSocket() {
      isCut = true
      await Promise.all([...open].map((socket) => socket.close()))
      open.clear()
      return () => {
        isCut = false
      }
    },
    close: () => context.close(),
  }
}

/** Signs in by the form; the page that was asked for follows. */
export async function signInAs(page: Page, role: 'admin' | 'operator'): Promise<void> {
  await page.getByLabel('Email').fill(`${role}@hexhaul.test`)
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Live', { exact: true }).waitFor()
}

export const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })

/** True when the page stands still, as wide and as high as the screen; what is longer scrolls within it. */
export const fitsScreen = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth = 0, scrollHeight = 0 } = document.scrollingElement ?? {}
    return scrollWidth <= innerWidth && scrollHeight <= innerHeight
  })
