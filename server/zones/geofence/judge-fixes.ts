import type { Zone } from '../zone-book.ts'
import { type Doubt, type Fix, isCertain, weighFix } from './weigh-fix.ts'

const MS_PER_S = 1_000

export type OpenVisit = { id: string; zoneId: string; enteredAtMs: number; hasDwelled: boolean }
/** What is known of a driver: the visits that are open, what speaks against that, and the last position that was judged. */
export type FollowedDriver = {
  visits: Map<string, OpenVisit>
  doubts: Map<string, Doubt>
  judgedUntilMs: number
}
/** Something to be told: it was so at `at`, and became certain with the position of `judgedAtMs`. */
export type Moment = {
  kind: 'entered' | 'left' | 'dwelled'
  visit: OpenVisit
  at: Fix
  judgedAtMs: number
}
/** The geofences that hold for the driver: those of a place, and one by its id. */
export type Fences = { at(fix: Fix): readonly Zone[]; get(id: string): Zone | undefined }

/**
 * Judges a driver's positions, one after the other, and changes what is known accordingly; tells what has become certain.
 * Positions not later than the last judged one are left out, so that order and repetition do no harm.
 */
export function judgeFixes(
  driver: FollowedDriver,
  fixes: readonly Fix[],
  fences: Fences,
  newId: () => string,
): Moment[] {
  const moments: Moment[] = []
  for (const fix of fixes) {
    if (fix.recordedAtMs <= driver.judgedUntilMs) continue
    const gapMs = fix.recordedAtMs - driver.judgedUntilMs
    const here = new Set(fences.at(fix).filter(({ createdAt }) => createdAt.getTime() <= fix.recordedAtMs))
    for (const zone of zonesToJudge(driver, here, fences)) {
      const moment = judgeZone(driver, zone, { fix, gapMs, isInside: here.has(zone) }, newId)
      if (moment) moments.push({ ...moment, judgedAtMs: fix.recordedAtMs })
    }
    driver.judgedUntilMs = fix.recordedAtMs
  }
  return moments
}

/** Where the driver is now, was last, or perhaps is. */
function zonesToJudge(
  { visits, doubts }: FollowedDriver,
  here: ReadonlySet<Zone>,
  fences: Fences,
): Set<Zone> {
  const zones = new Set(here)
  for (const id of [...visits.keys(), ...doubts.keys()]) {
    const zone = fences.get(id)
    if (zone) zones.add(zone)
    // A zone that ended in between: its visits are ended by the sweep.
    else doubts.delete(id)
  }
  return zones
}

function judgeZone(
  { visits, doubts }: FollowedDriver,
  zone: Zone,
  { fix, gapMs, isInside }: { fix: Fix; gapMs: number; isInside: boolean },
  newId: () => string,
): Omit<Moment, 'judgedAtMs'> | undefined {
  const visit = visits.get(zone.id)
  const isAcross = isInside !== (visit !== undefined)
  const before = doubts.get(zone.id)
  if (isAcross || before) {
    const { distanceM } = zone.shape.nearestOnBorder(fix.lat, fix.lng)
    const doubt = weighFix(before, fix, { beyondM: isAcross ? distanceM : -distanceM, gapMs })
    if (!doubt) doubts.delete(zone.id)
    else if (isCertain(doubt)) {
      doubts.delete(zone.id)
      return cross(visits, zone.id, doubt.since, newId)
    } else doubts.set(zone.id, doubt)
  }
  if (!visit || visit.hasDwelled || !isInside || zone.dwellS === null) return undefined
  if (fix.recordedAtMs - visit.enteredAtMs < zone.dwellS * MS_PER_S) return undefined
  visit.hasDwelled = true
  return { kind: 'dwelled', visit, at: fix }
}

function cross(visits: FollowedDriver['visits'], zoneId: string, at: Fix, newId: () => string) {
  const left = visits.get(zoneId)
  if (left) {
    visits.delete(zoneId)
    return { kind: 'left' as const, visit: left, at }
  }
  const visit = { id: newId(), zoneId, enteredAtMs: at.recordedAtMs, hasDwelled: false }
  visits.set(zoneId, visit)
  return { kind: 'entered' as const, visit, at }
}
