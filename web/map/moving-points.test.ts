import { expect, test } from 'bun:test'
import { MovingPoints } from './moving-points.ts'

test('a driver on a known way is seen where the clock has them, and found there', () => {
  const from = { lat: 12.97, lng: 77.59 }
  const points = new MovingPoints(from)
  const to = { lat: 12.98, lng: 77.6 }
  points.drive({ id: 'a', from, to, startS: 100, durationS: 10, headingDeg: 45, icon: 1, seenS: 110 })
  for (const [atS, share] of [
    [100, 0],
    [105, 0.5],
    [110, 1],
  ] as const) {
    const place = points.positionOf('a', atS)
    if (!place) throw new Error('the driver is not drawn')
    const { lat, lng } = place.toLngLat()
    expect(lat).toBeCloseTo(from.lat + (to.lat - from.lat) * share, 5)
    expect(lng).toBeCloseTo(from.lng + (to.lng - from.lng) * share, 5)
    expect(points.nearest(place, 1e-7, atS)).toBe('a')
  }
})
