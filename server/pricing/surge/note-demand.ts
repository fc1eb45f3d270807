import type { EventData } from '../../platform/event-log/events.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import type { SurgeMarkets } from './market-surge.ts'

/**
 * Counts a quote as demand of now. A booking needs no signal of its own: its quote is at most five minutes older, of the
 * same customer and cell, and a customer counts once. A haul of another time is no demand of now. A market that is not
 * kept yet is counted from its quotes when it is.
 */
export function noteDemand(markets: SurgeMarkets, { key, occurredAt, data }: LoggedEvent): void {
  const { cell, customerId, scheduledFor } = data as EventData<'demand.quoted'>
  if (scheduledFor) return
  markets.get(key)?.window.note(cell, customerId, Date.parse(occurredAt))
}
