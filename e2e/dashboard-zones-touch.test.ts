import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { button, NARROW } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

const PHONE = { ...NARROW, hasTouch: true, isMobile: true }
/** A finger comes down about this far from what it means. */
const FINGER_PX = 14

let served: ServedDashboard
beforeAll(async () => {
  served = await serveDashboard()
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

type Point = readonly [x: number, y: number]

async function middleOfMap(page: Page): Promise<Point> {
  const map = page.locator('.map-surface')
  await page.locator('.map[data-ready="true"]').waitFor()
  await map.scrollIntoViewIfNeeded()
  const box = await map.boundingBox()
  if (!box) throw new Error('there is no map')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

/** One finger from point to point. */
async function drag(page: Page, [from, ...to]: readonly Point[]) {
  const session = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: Point) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [{ x: at[0], y: at[1] }] : [] })
  await send('touchStart', from)
  for (const at of to) await send('touchMove', at)
  await send('touchEnd')
}

type Zone = { geometry: { coordinates: number[][][] } }
const corners = ({ geometry }: Zone) => new Set(geometry.coordinates[0]?.map(String))

test(
  'with fingers a zone is drawn corner by corner and closed at its first; a corner of it is dragged, and the map stays',
  async () => {
    const { page, faults, close } = await served.openAt('/admin/zones', 'admin', PHONE)
    await button(page, 'Draw a zone').tap()
    await page.getByLabel('Name').fill('Old town')
    await button(page, 'Draw on the map').tap()
    const [x, y] = await middleOfMap(page)
    const square: Point[] = [
      [x - 70, y - 70],
      [x + 70, y - 70],
      [x + 70, y + 70],
      [x - 70, y + 70],
    ]
    for (const at of square) await page.touchscreen.tap(...at)
    await page.touchscreen.tap(x - 70 + FINGER_PX, y - 70)
    await page.getByText('4 corners').waitFor()
    await button(page, 'Save the zone').tap()
    await page.getByRole('heading', { name: 'Old town' }).waitFor()
    const id = new URL(page.url()).searchParams.get('zone')
    const read = async () =>
      (await served.app.request('GET', `/v1/admin/zones/${id}`, { as: served.app.admin })).body
    const before = await read()

    await page.reload()
    await page.getByRole('heading', { name: 'Old town' }).waitFor()
    const [left, top] = await cornerOf(page)
    const start: Point = [left + FINGER_PX / 2, top + FINGER_PX / 2]
    await drag(page, [start, [start[0] + 20, start[1] + 20], [start[0] + 40, start[1] + 40]])
    // No hand is so quick: of a tap right behind a drag Chromium makes no click.
    await button(page, 'Save the changes').click()
    await page.getByText('Saved as version 2').waitFor()
    const after = await read()
    expect(corners(after).difference(corners(before)).size).toBe(1)
    expect(after.areaM2).toBeLessThan(before.areaM2)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

/** What the map leaves around the zone that is opened. */
const FIT_PADDING_PX = 70

/** Where the upper left corner of the square is once it was opened. */
async function cornerOf(page: Page): Promise<Point> {
  const [x, y] = await middleOfMap(page)
  const box = await page.locator('.map-surface').boundingBox()
  const half = Math.min(box?.width ?? 0, box?.height ?? 0) / 2 - FIT_PADDING_PX
  return [x - half, y - half]
}
