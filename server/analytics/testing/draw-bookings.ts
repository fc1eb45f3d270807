/* For tests: bookings as chance would have them, and the order in which a log may tell of them. */
import type { BookingState } from '../../../db/schema/index.ts'
import type { Random } from '../../testing/seeded-random.ts'

export const customerId = (n: number) => `c0000000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const driverId = (n: number) => `d0000000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const PLACES = [
  { market: '84618c5ffffffff', lat: 12.97, lng: 77.59, currency: 'INR' },
  { market: '8443a13ffffffff', lat: 25.2, lng: 55.27, currency: 'AED' },
] as const
export const CLASSES = ['van', 'truck'] as const

export type ToldMove = {
  type: string
  from: BookingState | null
  to: BookingState
  atMs: number
  driver?: string
}
export type ToldOffer = {
  driver: string
  outcome: 'declined' | 'expired' | 'accepted'
  etaS: number
  atMs: number
}
/** A booking as the test knows it, by which it counts on its own. */
export type Told = {
  id: string
  customer: string
  market: string
  vehicleClass: (typeof CLASSES)[number]
  currency: string
  quotedAtMs: number
  scheduledForMs: number | null
  priceMinor: number
  surgeMinor: number
  distanceM: number
  moves: ToldMove[]
  offers: ToldOffer[]
  cancelledBy: 'customer' | 'operator' | null
  feeMinor: number
}

export const idAt = (ms: number, n: number, kind: string) => {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${kind}${n.toString(16).padStart(11, '0')}`
}

/** Draws bookings that go as bookings go, with all that their rows would say. */
export function drawBookings(random: Random, count: number, startMs: number, days: number): Told[] {
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
  const up = (seconds: number) => Math.round(random() * seconds * 1_000)
  return Array.from({ length: count }, (_, n) => {
    const place = pick(PLACES)
    const quotedAtMs = startMs + Math.floor(random() * days * 86_400_000)
    const createdMs = quotedAtMs + up(240)
    const scheduledForMs = random() < 0.2 ? createdMs + 3_600_000 + up(7_200) : null
    const isSurged = random() < 0.3
    const told: Told = {
      id: idAt(createdMs, n, 'b'),
      // Of one market: who is new does not depend on the order in which a log tells of two.
      customer: customerId(PLACES.indexOf(place) + PLACES.length * Math.floor(random() * 4)),
      market: place.market,
      vehicleClass: pick(CLASSES),
      currency: place.currency,
      quotedAtMs,
      scheduledForMs,
      priceMinor: 10_000 + Math.floor(random() * 90_000),
      surgeMinor: isSurged ? 1_000 + Math.floor(random() * 900) : 0,
      distanceM: 1_000 + Math.floor(random() * 20_000),
      moves: [],
      offers: [],
      cancelledBy: null,
      feeMinor: 0,
    }
    drawMoves(told, { random, up, createdMs, driver: () => driverId(Math.floor(random() * 5)) })
    return told
  }).sort((a, b) => (a.id < b.id ? -1 : 1))
}

type Draw = { random: Random; up: (seconds: number) => number; createdMs: number; driver: () => string }

function drawMoves(told: Told, { random, up, createdMs, driver }: Draw): void {
  let [atMs, state] = [createdMs, (told.scheduledForMs === null ? 'searching' : 'scheduled') as BookingState]
  told.moves.push({ type: 'created', from: null, to: state, atMs })
  const move = (to: BookingState, seconds: number, by?: string) => {
    atMs += 1 + up(seconds)
    told.moves.push({ type: to, from: state, to, atMs, ...(by && { driver: by }) })
    state = to
  }
  const isEndedEarly = (chance: number) => {
    const chosen = random()
    if (chosen > chance) return false
    told.cancelledBy = chosen < chance / 2 ? 'customer' : 'operator'
    told.feeMinor = told.cancelledBy === 'customer' ? 500 : 0
    move('cancelled', 60)
    return true
  }
  if (state === 'scheduled') move('searching', 1_800)
  for (let drops = 0; ; drops++) {
    while (random() < 0.3) {
      const outcome = random() < 0.5 ? 'declined' : 'expired'
      told.offers.push({ driver: driver(), outcome, etaS: 100, atMs: atMs + 1 })
      atMs += 1_000 + up(14)
    }
    if (random() < 0.06) {
      move('unfulfilled', 600)
      return
    }
    if (isEndedEarly(0.08)) return
    const who = driver()
    told.offers.push({ driver: who, outcome: 'accepted', etaS: 60 + up(0.6), atMs })
    move('assigned', 40, who)
    if (drops < 2 && random() < 0.1) {
      move('searching', 300)
      continue
    }
    if (isEndedEarly(0.08)) return
    break
  }
  for (const [to, seconds] of [
    ['en_route_to_pickup', 60],
    ['arrived_at_pickup', 900],
    ['goods_collected', 600],
    ['arrived_at_dropoff', 3_600],
    ['delivered', 300],
    ['completed', 120],
  ] as const) {
    // Some are under way still.
    if (random() < 0.02) return
    move(to, seconds)
  }
}

/** The order in which a log brings events: in order per key, otherwise as it happens. */
export function interleave<T extends { key: string }>(random: Random, items: readonly T[]): T[] {
  const queues = [...Map.groupBy(items, ({ key }) => key).values()].map((queue) => [...queue])
  const order: T[] = []
  while (queues.some((queue) => queue.length > 0)) {
    const waiting = queues.filter((queue) => queue.length > 0)
    const queue = waiting[Math.floor(random() * waiting.length)] as T[]
    order.push(queue.shift() as T)
  }
  return order
}
