import { distanceM, headingDeg, type Point } from './geo.ts'

/** A way to drive: `points` latitude and longitude in turn, `legSpeedMps` one per leg between them. */
export type Route = { points: Float64Array; legSpeedMps: Float32Array }

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
  private route: Route | undefined
  private leg = 0
  private legDoneM = 0

  constructor(position: Point) {
    this.position = position
  }

  get isMoving(): boolean {
    return this.route !== undefined
  }

  follow(route: Route): void {
    this.route = route.legSpeedMps.length > 0 ? route : undefined
    this.leg = 0
    this.legDoneM = 0
  }

  halt(): void {
    this.route = undefined
    this.speedMps = 0
  }

  /** Moves on by `seconds` of real time. True when the end of the route is reached, or there was none. */
  advance(seconds: number, speedFactor: number, maxSpeedMps: number): boolean {
    let leftS = seconds
    while (this.route) {
      const { points, legSpeedMps } = this.route
      const from = { lat: points[this.leg * 2] as number, lng: points[this.leg * 2 + 1] as number }
      const to = { lat: points[this.leg * 2 + 2] as number, lng: points[this.leg * 2 + 3] as number }
      const lengthM = distanceM(from, to)
      this.speedMps = Math.min((legSpeedMps[this.leg] as number) * speedFactor, maxSpeedMps)
      const reachM = this.legDoneM + leftS * this.speedMps
      if (lengthM > 0.5) this.headingDeg = headingDeg(from, to)
      if (reachM < lengthM) {
        this.legDoneM = reachM
        const share = reachM / lengthM
        this.position = {
          lat: from.lat + (to.lat - from.lat) * share,
          lng: from.lng + (to.lng - from.lng) * share,
        }
        return false
      }
      if (this.speedMps > 0) leftS -= (lengthM - this.legDoneM) / this.speedMps
      this.position = to
      this.legDoneM = 0
      if (++this.leg >= legSpeedMps.length) this.halt()
    }
    return true
  }
}
