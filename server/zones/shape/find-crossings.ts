/*
 * Where rings cross or touch, themselves or one another. Lines are looked at from west to east, each against those that begin
 * before it ends: O(n log n) where few lie one above the other, as in any area that somebody draws, and n² at the worst.
 */
import type { ZoneRing } from '../../../db/schema/zones.ts'
import { doesTurnBack, doSegmentsMeet } from './segments.ts'

/** The line that begins at a place of a ring. */
export type Line = { ring: number; at: number }
export type Crossing = { line: Line; other: Line }

/** The first few pairs of lines that meet where they must not: anywhere but at the end of one that is the next one's beginning. */
export function findCrossings(rings: readonly ZoneRing[], crossingsMax: number): Crossing[] {
  const lines = rings.flatMap((ring, index) =>
    ring.slice(1).map((to, at) => {
      const from = ring[at]!
      return {
        ...{ ring: index, at, from, to },
        ...{ west: Math.min(from[0], to[0]), east: Math.max(from[0], to[0]) },
        ...{ south: Math.min(from[1], to[1]), north: Math.max(from[1], to[1]) },
      }
    }),
  )
  lines.sort((a, b) => a.west - b.west)
  const found: Crossing[] = []
  for (const [place, line] of lines.entries()) {
    for (let next = place + 1; next < lines.length; next++) {
      const other = lines[next]!
      if (other.west > line.east) break
      if (other.south > line.north || other.north < line.south) continue
      if (!doMeetWrongly(rings, line, other)) continue
      const isLater = line.ring > other.ring || (line.ring === other.ring && line.at > other.at)
      found.push(isLater ? { line, other } : { line: other, other: line })
      if (found.length === crossingsMax) return found.sort(byPlace)
    }
  }
  return found.sort(byPlace)
}

const byPlace = ({ line: a }: Crossing, { line: b }: Crossing) => a.ring - b.ring || a.at - b.at

type Drawn = Line & { from: ZoneRing[number]; to: ZoneRing[number] }

function doMeetWrongly(rings: readonly ZoneRing[], a: Drawn, b: Drawn): boolean {
  const count = rings[a.ring]!.length - 1
  const isSameRing = a.ring === b.ring
  const isNext = isSameRing && (a.at + 1) % count === b.at
  const isBefore = isSameRing && (b.at + 1) % count === a.at
  if (isNext) return doesTurnBack(a.from, a.to, b.to)
  if (isBefore) return doesTurnBack(b.from, b.to, a.to)
  return doSegmentsMeet(a.from, a.to, b.from, b.to)
}
