import { and, eq, inArray } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { bookings, offers } from '../../db/schema/index.ts'
import { assertDocuments } from '../admin/why-unfit.ts'
import { dropOut } from '../booking/drop-out.ts'
import { type BookingRow, moveBooking } from '../booking/move-booking.ts'
import { DROPPABLE_STATES } from '../booking/states.ts'
import { conflict, invalid } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'
import { vehicleGate } from './check-vehicle.ts'
import { assertKeepsPromises } from './commitments/keeps-promise.ts'
import { readPromised } from './commitments/read-commitments.ts'
import { countReliability } from './count-reliability.ts'
import { approach } from './find-candidates.ts'
import { driverBusy, holdAvailability, holdBooking, holdDriver, readHeldDriver } from './hold-parties.ts'
import { explain, keepDecision } from './keep-decision.ts'
import { matchBatch } from './match-batch.ts'
import { readExcluded } from './read-excluded.ts'
import { lookAround, type Search } from './read-searches.ts'
import { surveySupply } from './survey-supply.ts'
import { withdrawOffers } from './withdraw-offers.ts'

/** `insteadOf`: who has the booking now, and loses it. */
type Input = { bookingId: string; driverId: string; insteadOf?: string }
/** Of the nearest drivers, so many could have been chosen instead. */
const OTHERS_MAX = 16

/**
 * An operator gives a searching booking to a driver on duty, past the offers; what either has pending is taken back. With
 * `insteadOf`, one whose goods are not collected goes from that driver to the other at once, or stays where it is.
 * @throws DomainError not_found, driver_unknown and vehicle_unfit (both on `driverId`), documents_invalid, driver_offline,
 * driver_busy, driver_committed, illegal_move, version_mismatch when `insteadOf` has lost it meanwhile.
 */
export async function assignManually(context: Context, input: Input): Promise<BookingRow> {
  try {
    const search = await lookForOthers(context, input)
    const { moved, withdrawn } = await inTransaction(context, (tx) => tie(tx, input, search))
    broadcastOffers(context, 'withdrawn', withdrawn)
    broadcastDriver(context, input.driverId)
    if (input.insteadOf) broadcastDriver(context, input.insteadOf)
    return moved
  } catch (error) {
    const isBusy =
      isUniqueViolation(error, 'bookings_active_driver_key') ||
      isUniqueViolation(error, 'offers_live_driver_key')
    if (isBusy) throw driverBusy()
    throw error
  }
}

async function tie(tx: Context, { bookingId, driverId, insteadOf }: Input, search: Search | null) {
  const held = await holdBooking(tx, bookingId, 'update')
  const driver = await holdDriver(tx, driverId, 'no key update')
  if (driver?.approval !== 'approved')
    throw invalid('driver_unknown', 'driverId', 'There is no approved driver with this id.')
  const { vehicle, isBusy, unfit } = await readHeldDriver(tx, driverId)
  const gate = vehicleGate(vehicle, held) ?? unfit
  assertDocuments(gate)
  const needs = `The driver has no active ${held.vehicleClass} for it: ${gate}.`
  if (gate) throw invalid('vehicle_unfit', 'driverId', needs)
  const status = await holdAvailability(tx, driverId, 'update')
  if (insteadOf && isBusy) throw driverBusy()
  const booking = insteadOf ? await takeFrom(tx, held, insteadOf) : held
  if (booking.state === 'searching') {
    if (isBusy) throw driverBusy()
    await assertKeepsPromises(tx, booking, { driverId })
  }
  const now = tx.clock.now()
  const set = { driverId, vehicleId: driver.vehicleId, assignedAt: now }
  const moved = await moveBooking(tx, { bookingId, to: 'assigned', set, data: { manual: true } })
  if (status === 'offline')
    throw conflict('driver_offline', 'The driver is off duty: ask them to come on first.')
  const withdrawn = await withdrawOffers(tx, { bookingId, driverId })
  const position = tx.driverIndex.get(driverId)?.position
  const hour = solarHour(booking.pickup.lng, now)
  const way = position ? approach(tx, position, booking, hour) : { distanceM: 0, etaS: 0 }
  const offerId = tx.newId()
  await tx.db.insert(offers).values({
    ...{ id: offerId, bookingId, driverId, state: 'accepted' },
    ...{ pickupDistanceM: way.distanceM, pickupEtaS: way.etaS },
    ...{ createdAt: now, expiresAt: now, decidedAt: now },
  })
  const round = search ? explain(tx, search) : { radiusM: 0, candidates: [] }
  const isThere = round.candidates.some((candidate) => candidate.driverId === driverId)
  const candidates = isThere ? round.candidates : [{ driverId, ...way }, ...round.candidates]
  await keepDecision(tx, {
    ...{ ...round, bookingId, offerId, chosenDriverId: driverId, kind: 'manual' },
    ...{ candidates, unmatchedCostS: null },
  })
  await countReliability(tx, [driverId], ['assigned'])
  return { moved, withdrawn }
}

/** The held booking, searching again without this driver. */
async function takeFrom(tx: Context, held: BookingRow, driverId: string): Promise<BookingRow> {
  if (held.driverId === driverId) return dropOut(tx, held, 'given_to_another')
  throw conflict('version_mismatch', 'The booking is with another driver by now, or with none.', {
    ...{ currentState: held.state, currentVersion: held.version },
  })
}

/** Who came into question, and whom a match would have taken, before anything is locked; null when nobody is looked for. */
async function lookForOthers(context: Context, { bookingId, insteadOf }: Input): Promise<Search | null> {
  const isOpen = inArray(bookings.state, insteadOf ? DROPPABLE_STATES : ['searching'])
  const [booking] = await context.db
    .select()
    .from(bookings)
    .where(and(eq(bookings.id, bookingId), isOpen))
  if (!booking) return null
  const excluded = await readExcluded(context, [bookingId])
  const supply = surveySupply(context)
  const search = await lookAround(context, booking, {
    ...{ k: OTHERS_MAX, supply, excluded },
    promisedBy: await readPromised(context),
  })
  return { ...search, greedyDriverId: matchBatch([search]).choices[0]?.greedyDriverId ?? null }
}
