/*
 * The drivers' sockets, as a process of their own: their work must not delay the clock of those who time requests. It
 * ends with its parent.
 */

import { BenchDriver, BenchSocket } from './bench-socket.ts'
import { callsTo, forEachAtOnce, type Point, signIn } from './calls.ts'

export type Seat = Point & { token: string }
export type Order =
  | { kind: 'connect'; url: string; seats: Seat[] }
  /** Every driver reports once in so many ms, evenly spread, until `rest`. */
  | { kind: 'reportEvery'; ms: number }
  /** Answers the delays since `reportEvery`, in ms: from sending a position to its arrival on an operator's map. */
  | { kind: 'rest' }
  | { kind: 'reportFlatOut'; forMs: number }
export type Told =
  | { kind: 'done'; delaysMs?: number[] }
  | { kind: 'failed'; reason: string }
  | { kind: 'offer'; bookingId: string; atMs: number }

const OPENED_AT_ONCE = 8
const PACE_MS = 20
const drivers: BenchDriver[] = []
let delaysMs: number[] = []
let pacedFromMs = 0
let pacing: ReturnType<typeof setInterval> | undefined
const tell = (told: Told) => process.send?.(told)
/** Comparable between processes, and finer than a millisecond. */
const epochMs = () => performance.timeOrigin + performance.now()

async function connect(url: string, seats: readonly Seat[]): Promise<void> {
  const call = callsTo(url)
  await forEachAtOnce(seats.length, OPENED_AT_ONCE, async (i) => {
    const seat = seats[i] as Seat
    const driver = new BenchDriver(await BenchSocket.open(url, seat.token, call), seat)
    driver.socket.onFrame = ({ type, offer }) => {
      if (type === 'offer' && offer) tell({ kind: 'offer', bookingId: offer.bookingId, atMs: epochMs() })
    }
    drivers.push(driver)
  })
  const desk = await BenchSocket.open(url, await signIn(call, 'operator'), call)
  desk.onFrame = ({ type, drivers: moved = [] }) => {
    if (type !== 'map' || pacing === undefined) return
    const nowMs = epochMs()
    for (const { recordedAt } of moved) {
      const recordedMs = Date.parse(recordedAt)
      if (recordedMs >= pacedFromMs) delaysMs.push(nowMs - recordedMs)
    }
  }
  desk.send({ type: 'subscribe', topic: 'map' })
}

function reportEvery(ms: number): void {
  delaysMs = []
  pacedFromMs = Date.now()
  const startedMs = performance.now()
  let sent = 0
  pacing = setInterval(() => {
    // As many as are due by now: a late timer is made up for.
    const due = Math.floor(((performance.now() - startedMs) / ms) * drivers.length)
    for (; sent < due; sent++) drivers[sent % drivers.length]?.report()
  }, PACE_MS)
}

function rest(): number[] {
  clearInterval(pacing)
  pacing = undefined
  return delaysMs
}

async function follow(order: Order): Promise<Told> {
  switch (order.kind) {
    case 'connect':
      await connect(order.url, order.seats)
      return { kind: 'done' }
    case 'reportEvery':
      reportEvery(order.ms)
      return { kind: 'done' }
    case 'rest':
      return { kind: 'done', delaysMs: rest() }
    case 'reportFlatOut': {
      const endMs = performance.now() + order.forMs
      await Promise.all(drivers.map((driver) => driver.reportFlatOut(endMs)))
      return { kind: 'done' }
    }
  }
}

process.on('message', (order: Order) => {
  follow(order).then(tell, (error: unknown) => tell({ kind: 'failed', reason: String(error) }))
})
process.on('disconnect', () => process.exit(0))
// A Ctrl-C reaches the whole group: the parent ends this one, in its order.
process.on('SIGINT', () => {})
