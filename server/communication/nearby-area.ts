import type { Context } from '../platform/context.ts'
import { SILENT_AFTER_MS } from '../tracking/driver.ts'
import type { Subscription } from './frames.ts'
import type { NearbyDriver, ServerFrame } from './server-frames.ts'

const NEARBY_MAX = 50

export type NearbyQuery = Omit<Extract<Subscription, { topic: 'drivers:nearby' }>, 'type' | 'topic'>
type Shown = { key: number; recordedAtMs: number }

/** The nearest available drivers around a place, as one peer has them; exact at every look, and told by changes. */
export class NearbyArea {
  private readonly query: NearbyQuery
  private shown = new Map<string, Shown>()
  private lastKey = 0
  private isAnswered = false

  constructor(query: NearbyQuery) {
    this.query = query
  }

  /** What has changed since the last call, or null; the first call answers even when nobody is near. */
  next(context: Context): ServerFrame | null {
    const seesIdentity = context.actor.role !== 'customer'
    const found = new Map<string, Shown>()
    const drivers: NearbyDriver[] = []
    for (const near of this.find(context)) {
      const driver = context.driverIndex.get(near.driverId)
      if (!driver?.position) continue
      const { lat, lng, headingDeg, recordedAtMs } = driver.position
      const before = this.shown.get(near.driverId)
      const key = before?.key ?? ++this.lastKey
      found.set(near.driverId, { key, recordedAtMs })
      if (before?.recordedAtMs === recordedAtMs) continue
      drivers.push({
        key,
        ...(seesIdentity && { driverId: near.driverId }),
        vehicleClass: driver.vehicleClass,
        lat,
        lng,
        headingDeg,
        distanceM: Math.round(near.distanceM),
      })
    }
    const gone = [...this.shown].filter(([id]) => !found.has(id)).map(([, { key }]) => key)
    this.shown = found
    const hasNews = drivers.length + gone.length > 0 || !this.isAnswered
    this.isAnswered = true
    return hasNews ? { type: 'nearby', drivers, gone } : null
  }

  private find({ driverIndex, clock }: Context) {
    const { radiusM, ...around } = this.query
    const freshAfterMs = clock.now().getTime() - SILENT_AFTER_MS
    return driverIndex.nearest({ ...around, k: NEARBY_MAX, maxDistanceM: radiusM, freshAfterMs })
  }
}
