import { orient2d } from 'robust-predicates'
import type { ZonePosition } from '../../../db/schema/zones.ts'

type Place = Readonly<ZonePosition>

const isWithin = ([x, y]: Place, [ax, ay]: Place, [bx, by]: Place) =>
  x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by)

/** On which side of the line from a to b the place lies, exactly; 0 on it. */
const sideOf = ([ax, ay]: Place, [bx, by]: Place, [x, y]: Place) => Math.sign(orient2d(ax, ay, bx, by, x, y))

/** Whether two lines have a place in common, their ends included; decided exactly. */
export function doSegmentsMeet(a: Place, b: Place, c: Place, d: Place): boolean {
  const [ofC, ofD] = [sideOf(a, b, c), sideOf(a, b, d)]
  const [ofA, ofB] = [sideOf(c, d, a), sideOf(c, d, b)]
  if (ofC * ofD < 0 && ofA * ofB < 0) return true
  return (
    (ofC === 0 && isWithin(c, a, b)) ||
    (ofD === 0 && isWithin(d, a, b)) ||
    (ofA === 0 && isWithin(a, c, d)) ||
    (ofB === 0 && isWithin(b, c, d))
  )
}

/** Whether the way from a over b goes back on itself to c. */
export function doesTurnBack(a: Place, b: Place, c: Place): boolean {
  return sideOf(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0
}
