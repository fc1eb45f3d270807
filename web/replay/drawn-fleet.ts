import { DRIVER_ICONS, type DriverIcon } from '../map/driver-icons.ts'
import type { MovingPoints } from '../map/moving-points.ts'
import type { PastCity } from './recording.ts'
import { dutyAt, type Stretch, stretchAt, type Track } from './tracks.ts'

type PastDriver = {
  state: 'available' | 'busy' | 'paused'
  stretch: Stretch
  headingDeg: number | null
}

/** A driver as they were at a moment; null for one off duty, or not heard. */
export function driverAt(track: Track, { haulOf }: PastCity, atS: number): PastDriver | null {
  const state = haulOf.has(track.id) ? 'busy' : dutyAt(track, atS)
  const stretch = state && stretchAt(track, atS)
  if (!state || !stretch) return null
  return { state, stretch, headingDeg: track.headings[stretch.index] ?? null }
}

/** The drivers of a moment on the map; only those whose way or state has changed are drawn anew. */
export class DrawnFleet {
  private readonly points: MovingPoints
  private readonly drawn = new Map<string, { track: Track; index: number; icon: number }>()

  constructor(points: MovingPoints) {
    this.points = points
  }

  show(tracks: readonly Track[], city: PastCity, atS: number) {
    const seen = new Set<string>()
    for (const track of tracks) {
      const driver = driverAt(track, city, atS)
      if (!driver) continue
      seen.add(track.id)
      this.draw(track, driver)
    }
    for (const id of this.drawn.keys()) if (!seen.has(id)) this.remove(id)
  }

  private draw(track: Track, { state, stretch, headingDeg }: PastDriver) {
    const { id } = track
    const name: DriverIcon = state === 'paused' || headingDeg !== null ? state : `${state}-still`
    const icon = DRIVER_ICONS.indexOf(name)
    const before = this.drawn.get(id)
    if (before?.track === track && before.index === stretch.index && before.icon === icon) return
    this.drawn.set(id, { track, index: stretch.index, icon })
    this.points.drive({ id, headingDeg, icon, ...stretch })
  }

  private remove(id: string) {
    this.drawn.delete(id)
    this.points.remove(id)
  }
}
