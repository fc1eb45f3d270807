import type { DrawnLine, Position } from './outline.ts'

export type Line = readonly [Position, Position]

/**
 * The lines that cross or touch others, as a hint while they are drawn: good to the digits of a double, where the server, which
 * decides, is exact.
 */
export function findMeetingLines(lines: readonly DrawnLine[]): Line[] {
  const found = new Set<number>()
  for (let i = 0; i < lines.length; i++)
    for (let j = i + 1; j < lines.length; j++) {
      const [a, b] = [lines[i]!, lines[j]!]
      if (!doBoxesMeet(a.from, a.to, b.from, b.to)) continue
      const areNeighbours = a.to === b.from || b.to === a.from
      if (areNeighbours || !doMeet(a.from, a.to, b.from, b.to)) continue
      found.add(i).add(j)
    }
  return [...found].map((at) => [lines[at]!.from, lines[at]!.to])
}

const doBoxesMeet = (a: Position, b: Position, c: Position, d: Position) =>
  Math.max(a[0], b[0]) >= Math.min(c[0], d[0]) &&
  Math.max(c[0], d[0]) >= Math.min(a[0], b[0]) &&
  Math.max(a[1], b[1]) >= Math.min(c[1], d[1]) &&
  Math.max(c[1], d[1]) >= Math.min(a[1], b[1])

/** On which side of the line from a to b a place lies. */
const side = (a: Position, b: Position, [lng, lat]: Position) =>
  Math.sign((b[0] - a[0]) * (lat - a[1]) - (b[1] - a[1]) * (lng - a[0]))

const doMeet = (a: Position, b: Position, c: Position, d: Position) =>
  side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
