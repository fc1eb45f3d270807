import { cellToCenterChild, latLngToCell } from 'h3-js'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { quoteFacts } from '../../db/schema/index.ts'
import { readPickup } from '../booking/read-pickups.ts'
import type { Context } from '../platform/context.ts'
import type { EventData } from '../platform/event-log/events.ts'
import type { LoggedEvent } from '../platform/event-log/port.ts'
import { holdName } from '../platform/hold-name.ts'
import { readQuote } from '../pricing/read-quote.ts'
import { CELL_RESOLUTION, countBookings } from './count-bookings.ts'
import { changeDuty } from './count-duty.ts'
import { countQuotes } from './count-quotes.ts'
import { generationsOf, isPast, shareRollups } from './hold-rollups.ts'

/** Counts what an event tells of. Runs in the transaction that records the event as handled. */
export async function countEvent(tx: Context, event: LoggedEvent): Promise<void> {
  if (event.type === 'booking.moved') return countMove(tx, event.data as EventData<'booking.moved'>)
  if (event.type === 'demand.quoted') return countQuoted(tx, event)
  const { type, data } = event
  if (type === 'driver.available' || type === 'driver.paused' || type === 'driver.offline')
    await countDutyChange(tx, event, data as EventData<typeof type>)
}

/** The booking is counted as it is by now: moves that were made since then find nothing left to count. */
async function countMove(tx: Context, { bookingId }: EventData<'booking.moved'>): Promise<void> {
  const state = await shareRollups(tx)
  // Two processes may have the same market for a moment, when its partition changes hands.
  await holdName(tx, `counted:${bookingId}`)
  const generations = generationsOf(state, isPast(state.bookingsUntil, bookingId))
  await countBookings(tx, await readPickup(tx, bookingId), { add: generations, take: generations })
}

async function countQuoted(tx: Context, { key: market, occurredAt, data }: LoggedEvent): Promise<void> {
  const { quoteId, cell, vehicleClass } = data as EventData<'demand.quoted'>
  const state = await shareRollups(tx)
  const quote = await readQuote(tx, quoteId)
  const [kept] = await tx.db
    .insert(quoteFacts)
    .values({
      quoteId,
      market,
      vehicleClass: vehicleClass as VehicleClass,
      // A quote that is gone already has left its surge cell.
      cell: quote
        ? latLngToCell(quote.pickup.lat, quote.pickup.lng, CELL_RESOLUTION)
        : cellToCenterChild(cell, CELL_RESOLUTION),
      quotedAt: quote?.createdAt ?? new Date(occurredAt),
    })
    .onConflictDoNothing()
    .returning({ id: quoteFacts.quoteId })
  if (kept) await countQuotes(tx, [quoteId], generationsOf(state, isPast(state.quotesUntil, quoteId)))
}

async function countDutyChange(
  tx: Context,
  { occurredAt }: LoggedEvent,
  { driverId, to }: EventData<'driver.available'>,
): Promise<void> {
  const state = await shareRollups(tx)
  const change = { driverId, to, at: new Date(occurredAt) }
  await changeDuty(tx, change, generationsOf(state, isPast(state.dutyUntil, driverId)))
}
