import { distanceM, headingDeg, type Point } from './geo.ts'

/** A way to drive: `points` latitude and longitude in turn, `legSpeedMps` one per leg between them. */
export type Route = { points: Float64Array; legSpeedMps: Float32Array }
/** Told of each corner that was driven round, `agoS` seconds before the end of the advance. */
export type OnCorner = (corner: { at: Point; headingDeg: number; speedMps: number; agoS: number }) => void

/** A change of direction that a line drawn between two reports would cut. */
const CORNER_DEG = 12
/** Shorter legs have no direction worth showing. */
const LEG_MIN_M = 0.5

export function straightRoute(from: Point, to: Point, speedMps: number): Route {
  return {
    points: Float64Array.of(from.lat, from.lng, to.lat, to.lng),
    legSpeedMps: Float32Array.of(speedMps),
  }
}

/** A vehicle on a route; `speedFactor` hastens it, `maxSpeedMps` bounds what comes of it. */
export class Motion {
  position: Point
  headingDeg = 0
  speedMps = 0
  /** The end of the leg that the vehicle is on: nobody turns round or leaves the street in the middle of it. */
  ahead: Point | undefined
  private route: Route | undefined
  private leg = 0
  private legDoneM = 0
  private legM = 0
  private from: Point

  constructor(position: Point) {
    this.position = position
    this.from = position
  }

  get isMoving(): boolean {
    return this.route !== undefined
  }

  follow(route: Route): void {
    this.route = route.legSpeedMps.length > 0 ? route : undefined
    this.leg = 0
    if (this.route) this.enterLeg(this.route)
  }

  halt(): void {
    this.route = undefined
    this.speedMps = 0
  }

  /** Moves on by `seconds` of real time. True when the end of the route is reached, or there was none. */
  advance(seconds: number, speedFactor: number, maxSpeedMps: number, onCorner?: OnCorner): boolean {
    let leftS = seconds
    while (this.route) {
      const to = this.ahead as Point
      const speedMps = Math.min((this.route.legSpeedMps[this.leg] as number) * speedFactor, maxSpeedMps)
      this.speedMps = speedMps
      const reachM = this.legDoneM + leftS * speedMps
      if (reachM < this.legM) {
        this.legDoneM = reachM
        const share = reachM / this.legM
        this.position = {
          lat: this.from.lat + (to.lat - this.from.lat) * share,
          lng: this.from.lng + (to.lng - this.from.lng) * share,
        }
        return false
      }
      if (speedMps > 0) leftS -= (this.legM - this.legDoneM) / speedMps
      this.position = to
      if (++this.leg >= this.route.legSpeedMps.length) {
        this.halt()
        this.ahead = undefined
      } else {
        const before = this.headingDeg
        this.enterLeg(this.route)
        const turnDeg = Math.abs(((this.headingDeg - before + 540) % 360) - 180)
        if (turnDeg > CORNER_DEG) onCorner?.({ at: to, headingDeg: this.headingDeg, speedMps, agoS: leftS })
      }
    }
    return true
  }

  /** What holds for a whole leg is worked out once, not at every step along it. */
  private enterLeg({ points }: Route): void {
    const i = this.leg * 2
    this.from = { lat: points[i] as number, lng: points[i + 1] as number }
    this.ahead = { lat: points[i + 2] as number, lng: points[i + 3] as number }
    this.legM = distanceM(this.from, this.ahead)
    this.legDoneM = 0
    if (this.legM > LEG_MIN_M) this.headingDeg = headingDeg(this.from, this.ahead)
  }
}
