/* Drivers on circles of their own around a centre, so that all move and nobody leaves, as the server sends them to a map. */

const CENTRE = { lat: 12.945, lng: 77.775 }
const SPREAD_DEG = 0.09
const SPEED_DEG_PER_S = 0.0001
/** A driver reports this often. */
export const REPORT_EVERY_S = 4
/** Where the whole fleet is in the middle of the map. */
export const FLEET_CENTRE: [lng: number, lat: number] = [CENTRE.lng, CENTRE.lat]

export class GeneratedFleet {
  private readonly ids: string[]
  private next = 0

  constructor(size: number) {
    this.ids = Array.from({ length: size }, () => Bun.randomUUIDv7())
  }

  /** A frame with the whole fleet. */
  whole(nowMs: number): string {
    return frameOf(this.ids.map((_, i) => this.driverAt(i, nowMs)))
  }

  /** A frame with those who report in these milliseconds. */
  share(everyMs: number, nowMs: number): string {
    const count = Math.ceil((this.ids.length * everyMs) / (REPORT_EVERY_S * 1_000))
    const drivers = Array.from({ length: count }, (_, i) =>
      this.driverAt((this.next + i) % this.ids.length, nowMs),
    )
    this.next = (this.next + count) % this.ids.length
    return frameOf(drivers)
  }

  private driverAt(i: number, nowMs: number) {
    const radius = SPREAD_DEG * Math.sqrt((i + 1) / this.ids.length)
    const turn = i * 2.4 + ((nowMs / 1_000) * SPEED_DEG_PER_S) / radius
    return {
      id: this.ids[i],
      lat: CENTRE.lat + radius * Math.sin(turn),
      lng: CENTRE.lng + radius * Math.cos(turn),
      headingDeg: (((-turn * 180) / Math.PI) % 360) + 360 * Number(turn > 0),
      status: 'available',
      vehicleClass: 'van',
      bookingId: i % 2 ? '0190aaaa-0000-7000-8000-000000000000' : null,
      recordedAt: new Date(nowMs).toISOString(),
    }
  }
}

const frameOf = (drivers: object[]) => JSON.stringify({ type: 'map', drivers, gone: [] })
