import { Histogram } from '../simulator/histogram.ts'
import { book, type Call, cancel, readMetric } from './calls.ts'
import type { Fleet } from './fleet.ts'
import { load } from './measure-requests.ts'
import type { Report } from './report.ts'

const REPORT_EVERY_MS = 1_000
const BOOKING_GAP_MS: readonly [number, number] = [100, 500]
const OFFER_WAIT_MAX_MS = 20_000
const ACCEPTED = 'hexhaul_positions_accepted_total'

/** Every driver reports once a second; how long a position takes to the map of an operator who watches all of them. */
export async function measureDelay(report: Report, fleet: Fleet, forMs: number): Promise<void> {
  await fleet.order({ kind: 'reportEvery', ms: REPORT_EVERY_MS })
  await Bun.sleep(forMs)
  const times = new Histogram()
  for (const delayMs of await fleet.order({ kind: 'rest' })) times.record(delayMs)
  if (times.count === 0) throw new Error('no position came to the map')
  report.addTimes(`position sent to subscriber, ${fleet.size} sockets at 1/s`, times, 0.95, '< 250')
}

/** From sending the booking to its first offer on a driver's socket; bookings come at random against the tick. */
export async function measureOffers(
  report: Report,
  { call, customer, fleet, count }: { call: Call; customer: string; fleet: Fleet; count: number },
): Promise<void> {
  await fleet.order({ kind: 'reportEvery', ms: REPORT_EVERY_MS })
  const bookedMs = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const sentMs = performance.timeOrigin + performance.now()
    bookedMs.set(await book(call, customer), sentMs)
    const [min, max] = BOOKING_GAP_MS
    await Bun.sleep(min + Math.random() * (max - min))
  }
  const endMs = performance.now() + OFFER_WAIT_MAX_MS
  const isOffered = (id: string) => fleet.offeredMs.has(id)
  while (![...bookedMs.keys()].every(isOffered) && performance.now() < endMs) await Bun.sleep(10)
  await fleet.order({ kind: 'rest' })
  const times = new Histogram()
  for (const [id, sentMs] of bookedMs) {
    const atMs = fleet.offeredMs.get(id)
    if (atMs !== undefined) times.record(atMs - sentMs)
    await cancel(call, customer, id)
  }
  report.addTimes('quote and booking to first offer on the socket', times, 0.95, '< 1,500')
  if (times.count < count) report.add('bookings never offered', count - times.count, '')
}

/** As many positions as the server takes. */
export async function measurePositions(
  report: Report,
  url: string,
  fleet: Fleet,
  forMs: number,
): Promise<void> {
  const perS = await acceptedPerS(url, () => fleet.order({ kind: 'reportFlatOut', forMs }))
  report.add(`positions accepted, ${fleet.size} sockets, nothing else`, perS, '/s', { goal: '>= 25,000' })
}

/** The mixed flow alone, beside drivers who report once a second, and beside as many positions as the server takes. */
export async function measureMixed(
  report: Report,
  { url, fleet, flow, forMs }: { url: string; fleet: Fleet; flow: () => Promise<unknown>; forMs: number },
): Promise<void> {
  const add = (beside: string, { times, perS }: Awaited<ReturnType<typeof load>>, hasGoal = false) => {
    const goal = hasGoal ? { goal: '>= 10,000' } : {}
    report.add(`mixed requests, ${beside}`, perS, '/s', { samples: times.count, ...goal })
    report.addTimes(`mixed requests, ${beside}`, times, 0.99, ...(hasGoal ? ['< 50'] : []))
  }
  add('nothing else', await load(forMs, flow))
  await fleet.order({ kind: 'reportEvery', ms: REPORT_EVERY_MS })
  add(`beside ${fleet.size} sockets at 1/s`, await load(forMs, flow))
  await fleet.order({ kind: 'rest' })
  let mixed: Awaited<ReturnType<typeof load>> | undefined
  const perS = await acceptedPerS(url, async () => {
    const flood = fleet.order({ kind: 'reportFlatOut', forMs })
    mixed = (await Promise.all([load(forMs, flow), flood]))[0]
  })
  if (mixed) add(`beside ${fleet.size} sockets flat out`, mixed, true)
  report.add(`positions accepted, ${fleet.size} sockets, beside the mixed requests`, perS, '/s', {
    goal: '>= 25,000',
  })
}

async function acceptedPerS(url: string, work: () => Promise<unknown>): Promise<number> {
  const before = await readMetric(url, ACCEPTED)
  const startedMs = performance.now()
  await work()
  const elapsedS = (performance.now() - startedMs) / 1_000
  return ((await readMetric(url, ACCEPTED)) - before) / elapsedS
}
