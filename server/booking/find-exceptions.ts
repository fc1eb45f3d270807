/*
 * What an operator should look at first. Each kind has a moment at which it breaches what a customer may expect:
 * - `unassigned`: the search ends without a driver;
 * - `late`: the driver is expected at the pickup, or at the drop-off, after the time promised with the assignment, or has
 *   not come from another haul by the time promised before it;
 * - `stuck`: the booking has stayed for too long in a state that is a short stop;
 * - `off_route`: the driver is far off the way to where they go next;
 * - `pin_locked`: the driver stands where a PIN is asked for, and has guessed wrong too often: only an operator can help;
 * - `silent_driver`: the driver of a haul is not heard any more, and is lost once five minutes are over.
 */
import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import {
  type BookingState,
  bookingStops,
  bookings,
  bookingVerifications,
  driverAvailability,
  offers,
  users,
} from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { OFFLINE_AFTER_MS, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { heardAtMs } from '../tracking/heard-at.ts'
import { estimateArrivals } from './estimate-arrivals.ts'
import { isOffRoute } from './is-off-route.ts'
import { isPinLocked } from './proof/verification.ts'
import { searchEndsAtMs } from './search-ends-at.ts'
import { ACTIVE_STATES } from './states.ts'

export const HAUL_EXCEPTION_KINDS = [
  'unassigned',
  'late',
  'stuck',
  'off_route',
  'pin_locked',
  'silent_driver',
] as const
type ExceptionKind = (typeof HAUL_EXCEPTION_KINDS)[number]

const MINUTE_MS = 60_000
/** A breach is announced this long ahead. */
const AHEAD_MS = 5 * MINUTE_MS
/** What a promise leaves for traffic, and for loading between the pickup and the drive. */
const GRACE_MS = 5 * MINUTE_MS
const LOADING_MS = 15 * MINUTE_MS
const STAY_MAX_MS: Partial<Record<BookingState, number>> = {
  assigned: 10 * MINUTE_MS,
  arrived_at_pickup: 25 * MINUTE_MS,
  arrived_at_dropoff: 25 * MINUTE_MS,
  delivered: 10 * MINUTE_MS,
}
const PAGE_MAX = 1_000

type Row = Awaited<ReturnType<typeof readPage>>[number]
type Stop = typeof bookingStops.$inferSelect

/** The `limit` most urgent exceptions of all open bookings, by minutes to their breach, below zero once it has come. */
export async function findExceptions(context: Context, { limit }: { limit: number }) {
  const nowMs = context.clock.now().getTime()
  const found = []
  for (let last: string | undefined; ; ) {
    const page = await readPage(context, last)
    const stopsOf = await readStops(context, page)
    for (const row of page) {
      const breaches = breachesOf(context, row, stopsOf.get(row.booking.id) ?? [], nowMs)
      for (const [kind, breachMs] of breaches) {
        if (breachMs - nowMs > AHEAD_MS) continue
        const { id: bookingId, state, driverId, market } = row.booking
        const driver = row.user && { name: row.user.name, phone: row.user.phone }
        found.push({ kind, bookingId, state, driverId, driver, market, ...breachAt(breachMs, nowMs) })
      }
    }
    if (page.length < PAGE_MAX) break
    last = page.at(-1)?.booking.id
  }
  return found.sort((a, b) => a.minutesToBreach - b.minutesToBreach).slice(0, limit)
}

/** A moment, and the tenths of minutes that are left until it. */
export const breachAt = (breachMs: number, nowMs: number) => ({
  breachesAt: new Date(breachMs).toISOString(),
  minutesToBreach: Math.round((breachMs - nowMs) / (MINUTE_MS / 10)) / 10,
})

function readPage({ db }: Context, last: string | undefined) {
  return db
    .select({
      ...{ booking: bookings, offer: offers, driver: driverAvailability },
      verification: bookingVerifications,
      user: { name: users.name, phone: users.phone },
    })
    .from(bookings)
    .leftJoin(offers, and(eq(offers.bookingId, bookings.id), inArray(offers.state, ['accepted', 'queued'])))
    .leftJoin(driverAvailability, eq(driverAvailability.driverId, bookings.driverId))
    .leftJoin(users, eq(users.id, bookings.driverId))
    .leftJoin(bookingVerifications, eq(bookingVerifications.bookingId, bookings.id))
    .where(
      and(inArray(bookings.state, ['searching', ...ACTIVE_STATES]), last ? gt(bookings.id, last) : undefined),
    )
    .orderBy(asc(bookings.id))
    .limit(PAGE_MAX)
}

/** The stops of those that are on their way with the goods; of others no way leads over them yet. */
async function readStops({ db }: Context, page: readonly Row[]): Promise<Map<string, Stop[]>> {
  const ids = page.flatMap(({ booking }) => (booking.state === 'goods_collected' ? [booking.id] : []))
  const stops = await db
    .select()
    .from(bookingStops)
    .where(inArray(bookingStops.bookingId, ids))
    .orderBy(asc(bookingStops.position))
  return Map.groupBy(stops, ({ bookingId }) => bookingId)
}

/** The moments at which an open booking breaches, by kind; for a late driver, as much ahead as they are late. */
function breachesOf(
  context: Context,
  row: Row,
  stops: readonly Stop[],
  nowMs: number,
): [ExceptionKind, number][] {
  const { booking, driver, offer, verification } = row
  if (booking.state === 'searching') {
    if (!offer) return [['unassigned', searchEndsAtMs(context, booking)]]
    return [['late', offer.createdAt.getTime() + offer.pickupEtaS * 1_000 + GRACE_MS]]
  }
  const breaches: [ExceptionKind, number][] = []
  const slackMs = slackOf(context, row, stops, nowMs)
  if (slackMs !== null) breaches.push(['late', nowMs + slackMs])
  const place = booking.driverId && context.driverIndex.get(booking.driverId)?.position
  if (place && isOffRoute(row, stops, place)) breaches.push(['off_route', nowMs])
  const stayMaxMs = STAY_MAX_MS[booking.state]
  if (stayMaxMs !== undefined) breaches.push(['stuck', booking.updatedAt.getTime() + stayMaxMs])
  if (verification && isPinLocked(verification, booking.state))
    breaches.push(['pin_locked', booking.updatedAt.getTime()])
  const heardMs = driver ? heardAtMs(context, driver) : nowMs
  if (nowMs - heardMs >= SILENT_AFTER_MS) breaches.push(['silent_driver', heardMs + OFFLINE_AFTER_MS])
  return breaches
}

/** How much time the driver has to spare, below zero when late; null where nobody is driving. Of an unknown place the way counts as none. */
function slackOf(context: Context, { booking, offer }: Row, stops: readonly Stop[], nowMs: number) {
  const isBeforePickup = booking.state === 'assigned' || booking.state === 'en_route_to_pickup'
  if (!isBeforePickup && booking.state !== 'goods_collected') return null
  const assignedMs = (booking.assignedAt ?? booking.updatedAt).getTime()
  // The assignment of a driver who was asked ahead comes when they are free.
  const pickupEtaS = offer ? offer.pickupEtaS - (offer.freeInS ?? 0) : 0
  const pickupDueMs = booking.scheduledFor?.getTime() ?? assignedMs + pickupEtaS * 1_000
  const dueMs = isBeforePickup ? pickupDueMs : pickupDueMs + LOADING_MS + booking.durationS * 1_000
  const from = booking.driverId && context.driverIndex.get(booking.driverId)?.position
  const arrivals = from ? estimateArrivals(context, booking, { from, stops }) : null
  const leftS = (isBeforePickup ? arrivals?.etaS : arrivals?.dropoffEtaS) ?? 0
  return dueMs + GRACE_MS - (nowMs + leftS * 1_000)
}
