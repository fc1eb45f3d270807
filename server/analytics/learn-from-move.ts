import { and, eq } from 'drizzle-orm'
import { etaCorrections, etaObservations } from '../../db/schema/index.ts'
import type { TripLeg } from '../../db/schema/learning.ts'
import type { Context } from '../platform/context.ts'
import type { EventData } from '../platform/event-log/events.ts'
import { type Drive, readDrive } from './read-drive.ts'
import { type Learnt, learn, SPREAD_START } from './running-estimate.ts'
import { shrinkFactors } from './shrink-factors.ts'

/** A shorter promise says more of rounding, parking and doorbells than of the way. */
const PREDICTED_MIN_S = 60
/** Longer is a break or a forgotten button. */
const ACTUAL_MAX_S = 6 * 3_600
/** So much shorter or longer than plainly estimated is no drive of that way. */
const RATIO_MAX = 8

/** Which arrival ends which leg. */
const LEG_ENDED_BY = { arrived_at_pickup: 'pickup', arrived_at_dropoff: 'haul' } as const satisfies Record<
  string,
  TripLeg
>
const endsLeg = (event: string): event is keyof typeof LEG_ENDED_BY => event in LEG_ENDED_BY

/** Actual over plainly estimated. */
const ratioOf = ({ actualS, predictedS, factor }: Drive) => (actualS * factor) / predictedS

/** Whether a drive can be what was promised, only longer or shorter. */
function isPlausible(drive: Drive): boolean {
  const { predictedS, actualS } = drive
  const ratio = ratioOf(drive)
  return (
    predictedS >= PREDICTED_MIN_S && actualS <= ACTUAL_MAX_S && ratio >= 1 / RATIO_MAX && ratio <= RATIO_MAX
  )
}

/**
 * When a booking's driver has arrived, keeps what was promised of the leg and how long it took, and learns from it; each leg
 * of a booking teaches once. Runs in the transaction that records the event as handled. @throws DomainError not_found.
 */
export async function learnFromMove(context: Context, move: EventData<'booking.moved'>): Promise<void> {
  if (!endsLeg(move.event)) return
  const leg = LEG_ENDED_BY[move.event]
  const drive = await readDrive(context, move, leg)
  const count = (outcome: string) => context.metrics.etaObservations.inc({ leg, outcome })
  if (!drive) return count('no_promise')
  if (!isPlausible(drive)) return count('implausible')
  const { market, vehicleClass, hour, predictedS, actualS, endedAt: observedAt } = drive
  const [observed] = await context.db
    .insert(etaObservations)
    .values({ bookingId: move.bookingId, leg, market, vehicleClass, hour, predictedS, actualS, observedAt })
    .onConflictDoNothing()
    .returning({ leg: etaObservations.leg })
  if (!observed) return
  await revise(context, drive)
  count('taught')
  context.metrics.etaErrorSeconds.inc({ leg }, Math.abs(actualS - predictedS))
}

async function revise({ db, clock }: Context, drive: Drive): Promise<void> {
  const { market, vehicleClass, leg, hour } = drive
  const ofClass = and(
    eq(etaCorrections.market, market),
    eq(etaCorrections.vehicleClass, vehicleClass),
    eq(etaCorrections.leg, leg),
  )
  const ofHour = and(ofClass, eq(etaCorrections.hour, hour))
  const readHour = () => db.select().from(etaCorrections).where(ofHour).for('update')
  const updatedAt = clock.now()
  let [before] = await readHour()
  if (!before) {
    const learnt: Learnt[] = []
    for (const row of await db.select().from(etaCorrections).where(ofClass)) learnt[row.hour] = row
    // An hour begins with what is known of the others, so that its first drives are judged by that.
    const start = { factor: shrinkFactors(learnt).allHours, spread: SPREAD_START, samples: 0 }
    const row = { market, vehicleClass, leg, hour, ...start, updatedAt }
    await db.insert(etaCorrections).values(row).onConflictDoNothing()
    ;[before] = await readHour()
  }
  const after = learn(before as Learnt, ratioOf(drive))
  await db
    .update(etaCorrections)
    .set({ ...after, updatedAt })
    .where(ofHour)
}
