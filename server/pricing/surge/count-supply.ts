import type { Context } from '../../platform/context.ts'
import { isFresh, SILENT_AFTER_MS } from '../../tracking/driver.ts'
import { hexagonOf } from '../../tracking/geo.ts'

/** The free drivers of each H3 cell at resolution 8, whatever their class: available, fit, heard of late and not on a haul. */
export function countSupply({ driverIndex, clock }: Pick<Context, 'driverIndex' | 'clock'>) {
  const freshAfterMs = clock.now().getTime() - SILENT_AFTER_MS
  const supply = new Map<string, number>()
  for (const { status, isFit, bookingId, position } of driverIndex.all()) {
    if (status !== 'available' || !isFit || bookingId || !position || !isFresh(position, freshAfterMs))
      continue
    const cell = hexagonOf(position)
    supply.set(cell, (supply.get(cell) ?? 0) + 1)
  }
  return supply
}
