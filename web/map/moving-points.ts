/*
 * Drivers as the GPU draws them: each has a stretch of way with a beginning and an end in time, laid out in one array that
 * goes to the graphics card as it is. The shader finds where on the stretch a driver is now, so that a frame costs the same
 * main-thread time for ten drivers as for ten thousand.
 */
import { MercatorCoordinate } from 'maplibre-gl'

/** fromX fromY toX toY | startS durationS | fromDeg toDeg | icon isSelected isHidden | seenS */
export const FLOATS_PER_POINT = 12
const [ICON, SELECTED, HIDDEN, SEEN] = [8, 9, 10, 11] as const
/** A position later than this after the one before is a new beginning: nobody was seen to drive the way between. */
const JUMP_AFTER_S = 12
const STRETCH_MIN_S = 0.4
/** About four centimetres: who moved less stands. */
const STANDING = 1e-9
const CAPACITY_START = 256

export type Point = {
  id: string
  lat: number
  lng: number
  headingDeg: number | null
  icon: number
  ageS: number
}

/** A way whose end is known already, as of the past; `seenS` is when the driver was heard last. */
export type KnownWay = {
  id: string
  from: { lat: number; lng: number }
  to: { lat: number; lng: number }
  startS: number
  durationS: number
  headingDeg: number | null
  icon: number
  seenS: number
}

export class MovingPoints {
  data = new Float32Array(CAPACITY_START * FLOATS_PER_POINT)
  /** Grows with each change, so that the layer knows when to send the data again. */
  revision = 0
  /** Nothing moves after this. */
  restingFromS = 0
  /** Positions are kept relative to this, since a float has no room for the whole world. */
  readonly origin: MercatorCoordinate
  private readonly ids: string[] = []
  private readonly slots = new Map<string, number>()
  private readonly updatedAtS = new Map<string, number>()
  private selected: string | null = null

  constructor(origin: { lat: number; lng: number }) {
    this.origin = MercatorCoordinate.fromLngLat(origin)
  }

  get count() {
    return this.ids.length
  }

  /** Starts the way from where the driver is drawn now to their new position; without `isMoving` they are there at once. */
  put({ id, lat, lng, headingDeg, icon, ageS }: Point, nowS: number, isMoving: boolean) {
    const to = MercatorCoordinate.fromLngLat({ lat, lng })
    const x = to.x - this.origin.x
    const y = to.y - this.origin.y
    const known = this.slots.get(id)
    const slot = known ?? this.add(id)
    const at = slot * FLOATS_PER_POINT
    const sinceS = nowS - (this.updatedAtS.get(id) ?? Number.NEGATIVE_INFINITY)
    const drawn = this.drawnAt(slot, nowS)
    const isJump = known === undefined || !isMoving || sinceS > JUMP_AFTER_S
    const stands = Math.hypot(x - drawn.x, y - drawn.y) < STANDING
    const from = isJump ? { x, y } : drawn
    const fromDeg = known === undefined ? (headingDeg ?? 0) : this.headingAt(slot, nowS)
    // A little longer than reports are apart, so that a late one finds the driver still on the way.
    const durationS = isJump || stands ? 0 : Math.max(STRETCH_MIN_S, sinceS * 1.15)
    this.data.set([from.x, from.y, x, y, nowS, durationS, fromDeg, headingDeg ?? fromDeg, icon], at)
    this.data[at + SELECTED] = id === this.selected ? 1 : 0
    this.data[at + SEEN] = nowS - ageS
    this.updatedAtS.set(id, nowS)
    this.restingFromS = Math.max(this.restingFromS, nowS + durationS)
    this.revision++
  }

  /** Puts a driver on a known way; where on it they are, the clock of the layer tells, and whoever moves that asks for frames. */
  drive({ id, from, to, startS, durationS, headingDeg, icon, seenS }: KnownWay) {
    const known = this.slots.get(id)
    const slot = known ?? this.add(id)
    const start = MercatorCoordinate.fromLngLat(from)
    const end = MercatorCoordinate.fromLngLat(to)
    const { x, y } = this.origin
    const toDeg = headingDeg ?? 0
    const fromDeg = known === undefined ? toDeg : this.value(slot, 7)
    const way = [start.x - x, start.y - y, end.x - x, end.y - y, startS, durationS, fromDeg, toDeg, icon]
    const at = slot * FLOATS_PER_POINT
    this.data.set(way, at)
    this.data[at + SELECTED] = id === this.selected ? 1 : 0
    this.data[at + SEEN] = seenS
    this.revision++
  }

  remove(id: string) {
    const slot = this.slots.get(id)
    if (slot === undefined) return
    const last = this.ids.length - 1
    const lastId = this.ids[last] as string
    this.data.copyWithin(slot * FLOATS_PER_POINT, last * FLOATS_PER_POINT, (last + 1) * FLOATS_PER_POINT)
    this.ids[slot] = lastId
    this.slots.set(lastId, slot)
    this.ids.pop()
    this.slots.delete(id)
    this.updatedAtS.delete(id)
    this.revision++
  }

  select(id: string | null) {
    for (const [each, isSelected] of [
      [this.selected, 0],
      [id, 1],
    ] as const) {
      const slot = each === null ? undefined : this.slots.get(each)
      if (slot !== undefined) this.data[slot * FLOATS_PER_POINT + SELECTED] = isSelected
    }
    this.selected = id
    this.revision++
  }

  /** Where a driver is drawn at `nowS`, in Mercator units of the world; null for one who is not. */
  positionOf(id: string, nowS: number): MercatorCoordinate | null {
    const slot = this.slots.get(id)
    if (slot === undefined) return null
    const { x, y } = this.drawnAt(slot, nowS)
    return new MercatorCoordinate(x + this.origin.x, y + this.origin.y)
  }

  /** The driver drawn nearest to a place within `radius`, all in Mercator units; those who are hidden are not there. */
  nearest(place: MercatorCoordinate, radius: number, nowS: number): string | null {
    let best: string | null = null
    let bestDistance = radius
    for (let slot = 0; slot < this.ids.length; slot++) {
      if (this.value(slot, HIDDEN) !== 0) continue
      const t = this.progressAt(slot, nowS)
      const distance = Math.hypot(
        this.between(slot, 0, t) + this.origin.x - place.x,
        this.between(slot, 1, t) + this.origin.y - place.y,
      )
      if (distance > bestDistance) continue
      bestDistance = distance
      best = this.ids[slot] as string
    }
    return best
  }

  /** Tells of each point, by its slot, where it is drawn in Mercator units of the world, and its icon. */
  forEach(nowS: number, tell: (slot: number, x: number, y: number, icon: number) => void) {
    for (let slot = 0; slot < this.ids.length; slot++) {
      const t = this.progressAt(slot, nowS)
      const x = this.between(slot, 0, t) + this.origin.x
      tell(slot, x, this.between(slot, 1, t) + this.origin.y, this.value(slot, ICON))
    }
  }

  /** Draws only the points that are not hidden; the one selected always is drawn. */
  hide(isHidden: (slot: number) => boolean) {
    for (let slot = 0; slot < this.ids.length; slot++) {
      const hides = this.value(slot, SELECTED) === 0 && isHidden(slot)
      this.data[slot * FLOATS_PER_POINT + HIDDEN] = hides ? 1 : 0
    }
    this.revision++
  }

  private add(id: string): number {
    const slot = this.ids.push(id) - 1
    this.slots.set(id, slot)
    if (this.ids.length * FLOATS_PER_POINT > this.data.length) {
      const larger = new Float32Array(this.data.length * 2)
      larger.set(this.data)
      this.data = larger
    }
    this.data[slot * FLOATS_PER_POINT + HIDDEN] = 0
    return slot
  }

  private value(slot: number, offset: number): number {
    return this.data[slot * FLOATS_PER_POINT + offset] as number
  }

  private progressAt(slot: number, nowS: number): number {
    const durationS = this.value(slot, 5)
    return durationS > 0 ? Math.min(1, Math.max(0, (nowS - this.value(slot, 4)) / durationS)) : 1
  }

  /** A coordinate of a point, 0 for x and 1 for y, at a share of its way. */
  private between(slot: number, axis: 0 | 1, t: number): number {
    const from = this.value(slot, axis)
    return from + (this.value(slot, axis + 2) - from) * t
  }

  private drawnAt(slot: number, nowS: number): { x: number; y: number } {
    const t = this.progressAt(slot, nowS)
    return { x: this.between(slot, 0, t), y: this.between(slot, 1, t) }
  }

  /** As the shader turns them: the short way round, in the first third of the stretch. */
  private headingAt(slot: number, nowS: number): number {
    const from = this.value(slot, 6)
    const turn = ((this.value(slot, 7) - from + 540) % 360) - 180
    return from + turn * Math.min(1, this.progressAt(slot, nowS) * 3)
  }
}
