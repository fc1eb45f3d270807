import { parseArgs } from 'node:util'
import { callsTo, signIn } from './calls.ts'
import { endOnSignals } from './cleanup.ts'
import { Fleet, signUpDriver } from './fleet.ts'
import { measureMemory } from './measure-memory.ts'
import { createMixedFlow, ELSEWHERE, measureNearby, measureQuotes } from './measure-requests.ts'
import { measureDelay, measureMixed, measureOffers, measurePositions } from './measure-sockets.ts'
import { measureStart } from './measure-start.ts'
import { describeMachine, Report, save } from './report.ts'
import { createDataDir, startUp } from './server-process.ts'

const HELP = `bun run bench [--quick] [--only start|memory|load]
Measures the whole embedded stack over loopback and writes bench/results/core.json.
--quick is short and small, to see that it runs; it and --only print their figures and write nothing.`
const WHOLE = {
  sockets: 2_000,
  drivers: 1_000,
  quotes: 1_000,
  bookings: 60,
  loadMs: 10_000,
  settleMs: 20_000,
}
const QUICK = { sockets: 50, drivers: 25, quotes: 50, bookings: 5, loadMs: 1_000, settleMs: 1_000 }
/** Drivers without a socket, whose positions are part of the mixed flow. */
const REST_DRIVERS = 16

type Size = typeof WHOLE
const say = (text: string) => console.error(`… ${text}`)

async function measureLoad(report: Report, size: Size): Promise<void> {
  const up = await startUp(await createDataDir(), ['--no-simulation'])
  const call = callsTo(up.url)
  const customer = await signIn(call, 'customer')
  say('quotes')
  await measureQuotes(report, call, customer, size.quotes)
  say(`signing up and connecting ${size.sockets} drivers`)
  const admin = await signIn(call, 'admin')
  const drivers: string[] = []
  for (let i = 0; i < REST_DRIVERS; i++) drivers.push(await signUpDriver(call, admin, `R${i}`, ELSEWHERE))
  const flow = await createMixedFlow(call, drivers)
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

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
})
const isQuick = values.quick === true
const size = isQuick ? QUICK : WHOLE
const report = new Report()
const parts: Record<string, () => Promise<void>> = {
  start: () => measureStart(report),
  memory: () => measureMemory(report, size.drivers, size.settleMs),
  load: () => measureLoad(report, size),
}
if (values.help || (values.only !== undefined && !(values.only in parts))) {
  console.log(HELP)
  process.exit(values.help ? 0 : 1)
}
const machine = await describeMachine(isQuick)
await endOnSignals(async () => {
  for (const [name, measure] of Object.entries(parts)) {
    if (values.only !== undefined && name !== values.only) continue
    say(name)
    await measure()
  }
})
report.print(machine)
if (!isQuick && values.only === undefined) console.log(`written to ${await save(machine, report.rows)}`)
process.exit(0)
