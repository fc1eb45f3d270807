import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { Histogram } from '../simulator/histogram.ts'
import { type BenchDriver, type Call, CENTRE, callsTo, createFleet, forEachAtOnce, signIn } from './fleet.ts'
import { startServer, withDataDir } from './server-process.ts'

const DRIVERS = 200
const BOOKINGS = 30
const BOOKING_GAP_MS: readonly [number, number] = [100, 500]
const OFFER_WAIT_MAX_MS = 20_000
const LOAD_S = 5
const DROPOFF = { lat: 12.93, lng: 77.62 }
const RESULTS = join(import.meta.dir, 'results/core.json')

type Row = { name: string; value: number; unit: string; samples: number }
const rows: Row[] = []
const add = (name: string, value: number, unit: string, samples = 1) =>
  rows.push({ name, value: Math.round(value * 100) / 100, unit, samples })
const addTimes = (name: string, times: Histogram, high: number) => {
  add(`${name} p50`, times.percentile(0.5), 'ms', times.count)
  add(`${name} p${high * 100}`, times.percentile(high), 'ms', times.count)
}
const say = (text: string) => console.error(`… ${text}`)
const haul = { pickup: CENTRE, dropoff: DROPOFF, vehicleClass: 'van' }

async function measureQuotes(call: Call, customer: string): Promise<void> {
  for (const [count, atOnce] of [
    [500, 1],
    [2_000, 16],
  ] as const) {
    const times = new Histogram()
    await forEachAtOnce(count, atOnce, async () => {
      const startedMs = performance.now()
      await call('POST', '/v1/quotes', customer, haul)
      times.record(performance.now() - startedMs)
    })
    addTimes(atOnce === 1 ? 'quote, one at a time' : `quote, ${atOnce} at once`, times, 0.99)
  }
}

async function measureNearby(call: Call, customer: string): Promise<void> {
  const path = `/v1/drivers/nearby?lat=${CENTRE.lat}&lng=${CENTRE.lng}&vehicleClass=van`
  const { items } = await call<{ items: unknown[] }>('GET', path, customer)
  if (items.length === 0) throw new Error('no driver is nearby')
  const times = new Histogram()
  const startedMs = performance.now()
  const endMs = startedMs + LOAD_S * 1_000
  await forEachAtOnce(32, 32, async () => {
    while (performance.now() < endMs) {
      const sentMs = performance.now()
      await call('GET', path, customer)
      times.record(performance.now() - sentMs)
    }
  })
  const elapsedS = (performance.now() - startedMs) / 1_000
  add(`nearby (${items.length} nearest of ${DRIVERS}), 32 at once`, times.count / elapsedS, '/s', times.count)
}

/** From sending the booking to its first offer on a driver's socket; bookings come at random against the tick. */
async function measureOffers(call: Call, customer: string, fleet: readonly BenchDriver[]): Promise<void> {
  const bookedMs = new Map<string, number>()
  const offeredMs = new Map<string, number>()
  for (const driver of fleet) {
    driver.onOffer = (bookingId) => {
      if (!offeredMs.has(bookingId)) offeredMs.set(bookingId, performance.now())
    }
  }
  for (let i = 0; i < BOOKINGS; i++) {
    const quote = await call<{ id: string }>('POST', '/v1/quotes', customer, haul)
    const sentMs = performance.now()
    const booking = await call<{ id: string }>('POST', '/v1/bookings', customer, {
      quoteId: quote.id,
      pickup: { address: '1 Mill Road' },
      dropoff: { address: '2 Lake View' },
    })
    bookedMs.set(booking.id, sentMs)
    const [min, max] = BOOKING_GAP_MS
    await Bun.sleep(min + Math.random() * (max - min))
  }
  const endMs = performance.now() + OFFER_WAIT_MAX_MS
  const isOffered = (id: string) => offeredMs.has(id)
  while (![...bookedMs.keys()].every(isOffered) && performance.now() < endMs) await Bun.sleep(10)
  const times = new Histogram()
  for (const [id, sentMs] of bookedMs) {
    const atMs = offeredMs.get(id)
    if (atMs !== undefined) times.record(atMs - sentMs)
    await call('POST', `/v1/bookings/${id}/cancel`, customer, { reason: 'plans_changed' })
  }
  addTimes('booking to first offer', times, 0.95)
  if (times.count < BOOKINGS) add('bookings never offered', BOOKINGS - times.count, '')
}

async function measurePositions(url: string, fleet: readonly BenchDriver[]): Promise<void> {
  const before = await acceptedPositions(url)
  const startedMs = performance.now()
  await Promise.all(fleet.map((driver) => driver.reportUntil(startedMs + LOAD_S * 1_000)))
  const elapsedS = (performance.now() - startedMs) / 1_000
  const accepted = (await acceptedPositions(url)) - before
  add(`positions accepted, ${fleet.length} sockets`, accepted / elapsedS, '/s', accepted)
}

async function acceptedPositions(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const value = /^hexhaul_positions_accepted_total(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1]
  if (value === undefined) throw new Error('/metrics has no hexhaul_positions_accepted_total')
  return Number(value)
}

async function measure(dataDir: string): Promise<void> {
  say('a cold start')
  const cold = await startServer(dataDir)
  add('start until ready, cold', cold.startMs, 'ms')
  await cold.stop()
  say('a warm start')
  const server = await startServer(dataDir)
  add('start until ready, warm', server.startMs, 'ms')
  try {
    const call = callsTo(server.url)
    await Bun.sleep(2_000)
    add('server resident memory (no PostgreSQL), idle', await server.residentMb(), 'MiB')
    say(`signing up ${DRIVERS} drivers`)
    const fleet = await createFleet(call, server.url, DRIVERS)
    const customer = await signIn(call, 'customer')
    say('quotes')
    await measureQuotes(call, customer)
    const reportAll = async () => {
      for (const driver of fleet) driver.report()
      await Bun.sleep(500)
    }
    await reportAll()
    say('nearby')
    await measureNearby(call, customer)
    await reportAll()
    say('offers')
    await measureOffers(call, customer, fleet)
    say('positions')
    await measurePositions(server.url, fleet)
    add('server resident memory (no PostgreSQL), after', await server.residentMb(), 'MiB')
    for (const driver of fleet) driver.close()
  } finally {
    await server.stop()
  }
}

const git = (...args: string[]) =>
  Bun.spawnSync(['git', ...args], { cwd: import.meta.dir })
    .stdout.toString()
    .trim()
const machine = {
  date: new Date().toISOString(),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  client: 'same machine',
  loadBefore: loadavg()[0] ?? 0,
  bun: Bun.version,
  commit: git('rev-parse', '--short', 'HEAD'),
  hasChanges: git('status', '--porcelain', '--', ':!../bench') !== '',
}
await withDataDir(measure)
await Bun.write(RESULTS, `${JSON.stringify({ machine, rows }, null, 2)}\n`)
console.log(
  Object.entries(machine)
    .map((entry) => entry.join(' '))
    .join(', '),
)
for (const { name, value, unit, samples } of rows)
  console.log(`${name.padEnd(46)}${value.toFixed(1).padStart(10)} ${unit.padEnd(4)} n=${samples}`)
process.exit(0)
