/*
 * What the live map costs its page while a whole fleet moves on it. The browser draws in software, so that only the time of the
 * page's own thread means something. What leaks would grow with what came over the socket: half an hour of it is sent in a few
 * minutes, and what is left after a collection is counted before and after.
 */
import type { CDPSession } from 'playwright'
import type { Report, Suite } from '../report.ts'
import { REPORT_EVERY_S } from './generated-fleet.ts'
import { type OpenMap, openMap } from './open-map.ts'

const FRAME_GOAL = '< 6 ms'
/** From afar the drivers are clusters; near, each is drawn. */
const ZOOMS = { clusters: 11, 'each driver': 13 }
const WHOLE = { drivers: 10_000, warmUpMs: 10_000, measuredMs: 20_000, lapsedMs: 30 * 60_000 }
const QUICK = { drivers: 1_000, warmUpMs: 2_000, measuredMs: 3_000, lapsedMs: 60_000 }
type Size = typeof WHOLE
/** As much of the half hour is sent at a time, which is what all drivers report once. */
const LAPSE_MS = REPORT_EVERY_S * 1_000
const LAPSE_EVERY_MS = 250
const MIB = 2 ** 20

export function mapSuite(report: Report, isQuick: boolean): Suite {
  const size = isQuick ? QUICK : WHOLE
  return {
    frames: async () => {
      for (const [what, zoom] of Object.entries(ZOOMS)) await measureFrames(report, size, what, zoom)
    },
    leaks: () => measureLeaks(report, size),
  }
}

async function measureFrames(report: Report, size: Size, what: string, zoom: number) {
  const { page, run } = await openMap(size.drivers, zoom)
  const stop = run()
  const devtools = await page.context().newCDPSession(page)
  await Bun.sleep(size.warmUpMs)
  const frames = await traceFrames(devtools, () => Bun.sleep(size.measuredMs))
  stop()
  const samples = frames.length
  for (const [clock, key, goal] of [
    ['', 'tdur', { goal: FRAME_GOAL }],
    [', with what the thread waited for the machine', 'dur', {}],
  ] as const) {
    const sortedMs = frames.map((frame) => frame[key] / 1_000).sort((a, b) => a - b)
    for (const percent of [50, 95])
      report.add(
        `frame with ${size.drivers} moving drivers, ${what}${clock}, p${percent}`,
        sortedMs[Math.floor((samples * percent) / 100)] ?? Number.NaN,
        'ms',
        { samples, ...goal },
      )
  }
  await page.context().close()
}

/** In microseconds: how long the page's thread worked on a frame, and how long it took. */
type TracedFrame = { name: string; tdur: number; dur: number }

/**
 * The callbacks of the browser's frames while something goes on: only the map asks for them. What counts is the time of the
 * processor, which others who use the machine do not lengthen, and the drawing in software is one of them.
 */
async function traceFrames(devtools: CDPSession, during: () => Promise<void>): Promise<TracedFrame[]> {
  const frames: TracedFrame[] = []
  devtools.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TracedFrame[])
      if (event.name === 'FireAnimationFrame') frames.push(event)
  })
  const traceConfig = { includedCategories: ['devtools.timeline'] }
  await devtools.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
  await during()
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve))
  await devtools.send('Tracing.end')
  await complete
  return frames
}

async function measureLeaks(report: Report, size: Size) {
  const map = await openMap(size.drivers, ZOOMS['each driver'])
  const devtools = await map.page.context().newCDPSession(map.page)
  await devtools.send('Performance.enable')
  await lapse(map, size.warmUpMs * 20)
  const before = await heldBy(devtools)
  await lapse(map, size.lapsedMs)
  const after = await heldBy(devtools)
  const what = `after ${size.lapsedMs / 60_000} minutes of reports`
  report.add(`heap ${what}, more than before`, (after.heap - before.heap) / MIB, 'MiB')
  report.add('heap before', before.heap / MIB, 'MiB')
  report.add(`DOM nodes ${what}, more than before`, after.nodes - before.nodes, '')
  report.add(`listeners ${what}, more than before`, after.listeners - before.listeners, '')
}

/** Sends so much time of reports, faster than it would go by. */
async function lapse({ send }: OpenMap, spanMs: number) {
  for (let sentMs = 0; sentMs < spanMs; sentMs += LAPSE_MS) {
    send(LAPSE_MS)
    await Bun.sleep(LAPSE_EVERY_MS)
  }
}

/** What the page holds on to once all that nobody needs was collected. */
async function heldBy(devtools: CDPSession) {
  await devtools.send('HeapProfiler.collectGarbage')
  const metric = await metricsOf(devtools)
  return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes'), listeners: metric('JSEventListeners') }
}

async function metricsOf(devtools: CDPSession) {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (name: string) => metrics.find((each) => each.name === name)?.value ?? 0
}
