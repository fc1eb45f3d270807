import type { Deps } from '../platform/context.ts'
import { mapDriver } from '../tracking/views.ts'
import type { Session } from './session.ts'

/** Tells every live map what has changed in its viewport, as far as its peer keeps up; each driver is encoded once. */
export function sendMapChanges(
  { driverIndex }: Pick<Deps, 'driverIndex'>,
  sessions: Iterable<Session>,
  changed: ReadonlySet<string>,
): void {
  const encoded = new Map<string, string>()
  const encode = (driver: Parameters<typeof mapDriver>[0]) => {
    const known = encoded.get(driver.driverId)
    if (known) return known
    const text = JSON.stringify(mapDriver(driver))
    encoded.set(driver.driverId, text)
    return text
  }
  const driverOf = (driverId: string) => driverIndex.get(driverId)
  for (const session of sessions) {
    if (!session.map) continue
    for (const driverId of changed) {
      const driver = driverOf(driverId)
      if (driver) session.map.note(driver)
    }
    while (session.canKeepUp) {
      const frame = session.map.next(driverOf, encode)
      if (!frame) break
      session.send(frame)
    }
  }
}

/** Tells a peer what has changed around it; one that is behind is told later, all at once. */
export function sendNearbyChanges(session: Session): void {
  if (!session.canKeepUp) return
  const frame = session.nearby?.next(session.context)
  if (frame) session.send(frame)
}
