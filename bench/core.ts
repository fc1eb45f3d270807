import { callsTo, signIn } from './calls.ts'
import { Fleet, signUpElsewhere } from './fleet.ts'
import { measureMemory } from './measure-memory.ts'
import { createMixedFlow, measureNearby, measureQuotes } from './measure-requests.ts'
import { measureDelay, measureMixed, measureOffers, measurePositions } from './measure-sockets.ts'
import { measureStart } from './measure-start.ts'
import { type Report, type Suite, say } from './report.ts'
import { createDataDir, startUp } from './server-process.ts'

const WHOLE = {
  sockets: 2_000,
  drivers: 1_000,
  quotes: 1_000,
  bookings: 60,
  loadMs: 10_000,
  settleMs: 20_000,
}
const QUICK = { sockets: 50, drivers: 25, quotes: 50, bookings: 5, loadMs: 1_000, settleMs: 1_000 }

/** The whole embedded stack, in one process. */
export function coreSuite(report: Report, isQuick: boolean): Suite {
  const size = isQuick ? QUICK : WHOLE
  return {
    start: () => measureStart(report),
    memory: () => measureMemory(report, size.drivers, size.settleMs),
    load: () => measureLoad(report, size),
  }
}

async function measureLoad(report: Report, size: typeof WHOLE): Promise<void> {
  const up = await startUp(await createDataDir(), ['--no-simulation'])
  const call = callsTo(up.url)
  const customer = await signIn(call, 'customer')
  say('quotes')
  await measureQuotes(report, call, customer, size.quotes)
  say(`signing up and connecting ${size.sockets} drivers`)
  const flow = await createMixedFlow(call, await signUpElsewhere(call))
  const fleet = await Fleet.create(call, up.url, size.sockets)
  say('positions to a map')
  await measureDelay(report, fleet, size.loadMs)
  // Those who have just reported are near; a minute later they would be stale.
  say('nearby')
  await measureNearby(report, call, customer, size.loadMs)
  say('bookings to offers')
  await measureOffers(report, { call, customer, fleet, count: size.bookings })
  say('positions')
  await measurePositions(report, up.url, fleet, size.loadMs)
  say('mixed requests')
  await measureMixed(report, { url: up.url, fleet, flow, forMs: size.loadMs })
  report.add('memory of server and PostgreSQL, after the load', await up.memoryMib(), 'MiB')
  await up.stop()
}
