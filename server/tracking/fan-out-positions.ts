import type { Broadcast } from '../platform/broadcast/port.ts'
import { positionsChannel } from '../platform/channels.ts'
import type { LastKnown } from '../platform/hot-state/port.ts'
import type { Position } from './driver.ts'

/** How long a position may wait for company: far below what a screen shows, far above the time between two reports. */
const COALESCE_MS = 50

export type PositionFanOut = ReturnType<typeof createPositionFanOut>

/** Tells every process where drivers are: one message with the latest place of each, some 20 times a second at the most. */
export function createPositionFanOut(broadcast: Broadcast) {
  let waiting = new Map<string, Position>()
  let timer: ReturnType<typeof setTimeout> | undefined
  function flush() {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size === 0) return
    const batch = waiting
    waiting = new Map()
    const latest: LastKnown[] = Array.from(batch, ([driverId, position]) => ({ driverId, ...position }))
    broadcast.publish(positionsChannel(), latest)
  }
  return {
    add(driverId: string, position: Position) {
      waiting.set(driverId, position)
      timer ??= setTimeout(flush, COALESCE_MS)
    },
    /** Sends at once what still waits. */
    flush,
  }
}
