/*
 * A driven leg and what was promised of it. The promise of a pickup is the ETA of the offer that was taken: it counts from
 * the assignment, as the customer and the list of exceptions count it, so what a driver needs to set off is learnt as well.
 * The promise of a haul is the duration of the quote: it counts from the collection of the goods, and no loading is in it.
 *
 * Left out, because what was promised is not what was measured:
 * - the pickup of a scheduled booking: it is due at its hour, and nobody hurries;
 * - the pickup of a driver who was on another haul: the end of that one was part of the ETA;
 * - a haul with stops: how long the driver stays at them is not in the duration;
 * - what was promised by a version that did not keep the correction with the promise.
 */
import { Value } from '@sinclair/typebox/value'
import { t } from 'elysia'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { TripLeg } from '../../db/schema/learning.ts'
import { readPromisedPickup } from '../assignment/read-promised-pickup.ts'
import { readHistory } from '../booking/read-history.ts'
import type { Context } from '../platform/context.ts'
import type { EventData } from '../platform/event-log/events.ts'
import type { Correction } from './correction-table.ts'

export type Drive = Correction & {
  leg: TripLeg
  market: string
  vehicleClass: VehicleClass
  /** With the correction. */
  predictedS: number
  actualS: number
  endedAt: Date
}

type Move = EventData<'booking.moved'>
type History = Awaited<ReturnType<typeof readHistory>>

const correctionSchema = t.Object({ hour: t.Integer({ minimum: 0, maximum: 23 }), factor: t.Number() })

/** The leg that ended with a move of a booking; null when it has no promise to be held to. @throws DomainError not_found. */
export async function readDrive(
  context: Context,
  { bookingId, seq }: Pick<Move, 'bookingId' | 'seq'>,
  leg: TripLeg,
): Promise<Drive | null> {
  const history = await readHistory(context, { bookingId, untilSeq: seq })
  const { booking, stops, events } = history
  const begun = events.findLast(({ type }) => type === (leg === 'pickup' ? 'assigned' : 'goods_collected'))
  const [promise, predictedS] =
    leg === 'pickup'
      ? [begun, await promisedPickupS(context, history)]
      : [events.findLast(({ data }) => data.quoteId), stops > 0 ? null : booking.durationS]
  const [ended, correction] = [events.at(-1), promise && correctionOf(promise)]
  if (!begun || !ended || !correction || predictedS === null) return null
  const { market, vehicleClass } = booking
  const actualS = (ended.occurredAt.getTime() - begun.occurredAt.getTime()) / 1_000
  return { ...correction, leg, market, vehicleClass, predictedS, actualS, endedAt: ended.occurredAt }
}

async function promisedPickupS(context: Context, { booking, events }: History): Promise<number | null> {
  const arrived = events.at(-1)
  if (booking.scheduledFor || !arrived) return null
  const promised = await readPromisedPickup(context, { bookingId: booking.id, at: arrived.occurredAt })
  return promised && promised.freeInS === null ? promised.pickupEtaS : null
}

function correctionOf({ data: { correction } }: History['events'][number]): Correction | null {
  return Value.Check(correctionSchema, correction) ? correction : null
}
