import type { Session } from './api/session.ts'
import type { RealtimeSocket } from './api/socket.ts'
import type { Point } from './geo.ts'
import { PositionReports } from './report-positions.ts'
import { Motion, type OnCorner, type Route } from './route.ts'
import type { Stats } from './stats.ts'
import type { World } from './world.ts'

export type VehicleParts = {
  stats: Stats
  world: World
  nowMs: () => number
  speed: number
  maxSpeedMps: number
}

/** A driver who stands still is still there: well below the minute after which the server forgets them. */
const PARKED_REPORT_MS = 15_000

/** A vehicle in the streets that reports where it is, corners included, so that its track never cuts a block. */
export class Vehicle {
  private readonly motion: Motion
  private readonly reports: PositionReports
  private readonly parts: VehicleParts
  private lastMoveMs: number
  private lastReportMs = 0

  constructor(
    at: Point,
    parts: VehicleParts,
    way: { session: Session; socket: RealtimeSocket; onFallback(): void },
  ) {
    this.motion = new Motion(at)
    this.parts = parts
    this.lastMoveMs = parts.nowMs()
    this.reports = new PositionReports(way.session, way.socket, parts.stats, way.onFallback)
  }

  get position(): Point {
    return this.motion.position
  }

  /** Begins somewhere else: where the server saw the driver last. */
  placeAt({ lat, lng }: Point): void {
    this.motion.position = { lat, lng }
  }

  driveTo(place: Point): void {
    this.follow(this.parts.world.route(this.motion.position, place, this.motion.ahead))
  }

  /** Sets off now: what passed since the last step was spent standing. */
  follow(route: Route): void {
    this.lastMoveMs = this.parts.nowMs()
    this.motion.follow(route)
  }

  halt(): void {
    this.motion.halt()
  }

  /** Moves on to now and reports. True when there is nowhere left to go. */
  advance(): boolean {
    const nowMs = this.parts.nowMs()
    const elapsedS = (nowMs - this.lastMoveMs) / 1_000
    this.lastMoveMs = nowMs
    const wasMoving = this.motion.isMoving
    const onCorner: OnCorner = ({ at, headingDeg, speedMps, agoS }) =>
      this.reports.add({
        lat: at.lat,
        lng: at.lng,
        headingDeg,
        speedMps,
        recordedAtMs: nowMs - agoS * 1_000,
      })
    const isThere = this.motion.advance(elapsedS, this.parts.speed, this.parts.maxSpeedMps, onCorner)
    if (wasMoving || nowMs - this.lastReportMs >= PARKED_REPORT_MS) this.report()
    return isThere
  }

  report(): void {
    const { position, headingDeg, speedMps } = this.motion
    const nowMs = this.parts.nowMs()
    this.reports.add({ lat: position.lat, lng: position.lng, headingDeg, speedMps, recordedAtMs: nowMs })
    this.reports.flush(nowMs)
    this.lastReportMs = nowMs
  }
}
