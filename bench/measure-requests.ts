import { Histogram } from '../simulator/histogram.ts'
import {
  book,
  type Call,
  CENTRE,
  cancel,
  ELSEWHERE,
  forEachAtOnce,
  HAUL,
  PASSWORD,
  type SignedIn,
} from './calls.ts'
import type { Report } from './report.ts'

export const NEARBY = `/v1/drivers/nearby?lat=${CENTRE.lat}&lng=${CENTRE.lng}&vehicleClass=van`
const CUSTOMERS = 8
const AT_ONCE = 32
const WARM_UP = 200

export async function measureQuotes(
  report: Report,
  call: Call,
  customer: string,
  count: number,
): Promise<void> {
  // The first ones meet cold code, which is not what the goal is about.
  await forEachAtOnce(WARM_UP, 4, () => call('POST', '/v1/quotes', customer, HAUL))
  for (const atOnce of [1, 16]) {
    const times = new Histogram()
    await forEachAtOnce(count * (atOnce === 1 ? 1 : 4), atOnce, async () => {
      const sentMs = performance.now()
      await call('POST', '/v1/quotes', customer, HAUL)
      times.record(performance.now() - sentMs)
    })
    report.addTimes(`quote, ${atOnce === 1 ? 'one at a time' : `${atOnce} at once`}`, times, 0.99, '< 10')
  }
}

export async function measureNearby(
  report: Report,
  call: Call,
  customer: string,
  forMs: number,
): Promise<void> {
  const { items } = await call<{ items: unknown[] }>('GET', NEARBY, customer)
  if (items.length === 0) throw new Error('no driver is nearby')
  const { times, perS } = await load(forMs, () => call('GET', NEARBY, customer))
  report.add(`nearby, ${items.length} nearest, ${AT_ONCE} at once`, perS, '/s', { samples: times.count })
  report.addTimes(`nearby, ${AT_ONCE} at once`, times, 0.99)
}

type Share = { share: number; work: () => Promise<unknown> }

/** What a busy city asks for: mostly looking, some quoting, a booking now and then, positions of drivers without a socket. */
export async function createMixedFlow(
  call: Call,
  drivers: readonly string[],
): Promise<() => Promise<unknown>> {
  const customers: { token: string; bookingId: string }[] = []
  for (let i = 0; i < CUSTOMERS; i++) {
    const account = {
      role: 'customer',
      name: `Bench Customer ${i}`,
      phone: '+91 90 2000 0001',
      password: PASSWORD,
    }
    const email = `bench-customer-${i}@example.com`
    const { accessToken: token } = await call<SignedIn>('POST', '/v1/auth/register', undefined, {
      ...account,
      email,
    })
    const bookingId = await book(call, token)
    await cancel(call, token, bookingId)
    customers.push({ token, bookingId })
  }
  let turn = 0
  const next = <T>(items: readonly T[]) => items[turn++ % items.length] as T
  const shares: Share[] = [
    { share: 0.35, work: () => call('GET', NEARBY, next(customers).token) },
    { share: 0.25, work: () => readStatus(call, next(customers)) },
    { share: 0.15, work: () => call('POST', '/v1/quotes', next(customers).token, HAUL) },
    { share: 0.15, work: () => reportPosition(call, next(drivers)) },
    { share: 0.05, work: () => call('GET', '/v1/bookings?limit=20', next(customers).token) },
    { share: 0.04, work: () => call('GET', '/v1/me', next(customers).token) },
    { share: 0.01, work: () => bookAndCancel(call, next(customers).token) },
  ]
  // In a fixed order that spreads each kind evenly, so that every run asks the same.
  return spread(shares, 100)
}

function spread(shares: readonly Share[], slots: number): () => Promise<unknown> {
  const sequence: Share['work'][] = []
  const owed = shares.map(() => 0)
  for (let slot = 0; slot < slots; slot++) {
    shares.forEach(({ share }, i) => {
      owed[i] = (owed[i] ?? 0) + share
    })
    const most = owed.indexOf(Math.max(...owed))
    owed[most] = (owed[most] ?? 0) - 1
    sequence.push((shares[most] as Share).work)
  }
  let at = 0
  return () => (sequence[at++ % sequence.length] as Share['work'])()
}

const readStatus = (call: Call, { token, bookingId }: { token: string; bookingId: string }) =>
  call('GET', `/v1/bookings/${bookingId}`, token)
const reportPosition = (call: Call, token: string) =>
  call('POST', '/v1/driver/positions', token, {
    positions: [{ ...ELSEWHERE, recordedAt: new Date().toISOString() }],
  })
const bookAndCancel = async (call: Call, token: string) => cancel(call, token, await book(call, token))

/** Keeps so many at work for a while; the time of each, and how many were done in a second. */
export async function load(forMs: number, work: () => Promise<unknown>) {
  const times = new Histogram()
  const startedMs = performance.now()
  await forEachAtOnce(AT_ONCE, AT_ONCE, async () => {
    while (performance.now() - startedMs < forMs) {
      const sentMs = performance.now()
      await work()
      times.record(performance.now() - sentMs)
    }
  })
  return { times, perS: (times.count * 1_000) / (performance.now() - startedMs) }
}
