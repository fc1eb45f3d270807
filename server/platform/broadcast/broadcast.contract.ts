import { expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import { bookingMovesChannel, positionsChannel } from '../channels.ts'
import type { LastKnown } from '../hot-state/port.ts'
import type { Broadcast } from './port.ts'

const UNTIL_MS = 5_000

/** What every broadcast keeps; `open` gives the view of one process, `isShared` tells whether processes hear each other. */
export function broadcastContract(open: () => Promise<Broadcast>, { isShared }: { isShared: boolean }): void {
  test('delivers within the process before publish returns, in order', async () => {
    const broadcast = await open()
    const heard: unknown[] = []
    broadcast.subscribe(bookingMovesChannel(), (message) => heard.push(message))
    for (let i = 0; i < 5; i++) broadcast.publish(bookingMovesChannel(), { i })
    expect(heard).toEqual([0, 1, 2, 3, 4].map((i) => ({ i })))
  })

  test('ends a subscription at once', async () => {
    const broadcast = await open()
    let heard = 0
    const stop = broadcast.subscribe(bookingMovesChannel(), () => heard++)
    broadcast.publish(bookingMovesChannel(), {})
    stop()
    broadcast.publish(bookingMovesChannel(), {})
    expect(heard).toBe(1)
  })

  if (!isShared) return
  test('carries messages and positions to the other processes, in order', async () => {
    const [a, b] = [await open(), await open()]
    const moves: unknown[] = []
    const positions: unknown[] = []
    // An earlier test's messages may still be on their way.
    const run = crypto.randomUUID()
    b.subscribe(bookingMovesChannel(), (message) => {
      if ((message as { run?: string }).run === run) moves.push(message)
    })
    b.subscribe(positionsChannel(), (message) => positions.push(message))
    for (let i = 0; i < 200; i++) a.publish(bookingMovesChannel(), { run, i })
    const batch: LastKnown[] = [1, 2].map((i) => ({
      driverId: crypto.randomUUID(),
      lat: i,
      lng: -i,
      headingDeg: null,
      speedMps: 4.25,
      recordedAtMs: 1_770_000_000_123,
      heardAtMs: 1_770_000_000_456,
    }))
    a.publish(positionsChannel(), batch)
    await until(() => positions.length === 1, UNTIL_MS)
    expect(moves).toEqual(Array.from({ length: 200 }, (_, i) => ({ run, i })))
    expect(positions).toEqual([batch])
  })
}
