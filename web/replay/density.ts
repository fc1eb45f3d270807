import type { EventKind, PastEvent } from './past-events.ts'
import type { Recording } from './recording.ts'
import { HOUR_S } from './replay-clock.ts'
import { lastUntil } from './tracks.ts'

const BUCKETS = 120
const BUCKET_S = HOUR_S / BUCKETS

/** How many events of a kind each half minute has, as a share of the most. */
export function countByBucket(events: readonly PastEvent[], kind: EventKind): number[] {
  const counts = new Array<number>(BUCKETS).fill(0)
  for (const event of events) {
    const bucket = Math.floor(event.atS / BUCKET_S)
    if (event.kind === kind && bucket < BUCKETS) counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return sharesOf(counts)
}

/** How many cells surge in each half minute, as far as it is known, as a share of the most. */
export function surgeByBucket({ surge }: Recording, knownUntilS: number): number[] {
  return sharesOf(
    Array.from({ length: BUCKETS }, (_, bucket) => {
      const atS = (bucket + 0.5) * BUCKET_S
      if (atS > knownUntilS) return 0
      return surge.filter(({ times, multipliers }) => (multipliers[lastUntil(times, atS)] ?? 1) > 1).length
    }),
  )
}

const sharesOf = (counts: readonly number[]) => {
  const most = Math.max(1, ...counts)
  return counts.map((count) => count / most)
}
