/*
 * Every socket of this process. Committed moves and offers come in by broadcast and are sent from the database, so that a
 * lost broadcast costs time and never a gap; positions are coalesced to the latest per driver at each flush.
 */
import { and, eq, gt } from 'drizzle-orm'
import { bookings, offers } from '../../db/schema/index.ts'
import { offerView, readOffer } from '../assignment/views.ts'
import {
  bookingMovesChannel,
  driverChangesChannel,
  type OfferChange,
  offersChannel,
  type PackedPosition,
  positionsChannel,
  sessionsEndedChannel,
} from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import { mapDriver } from '../tracking/routes.ts'
import type { Session } from './session.ts'

export const HEARTBEAT_S = 20
const FLUSH_MS = 500
const OFFER_REPEAT_MS = 3_000
const SWEEP_MS = 1_000

type Move = { bookingId: string; customerId: string; driverId: string | null }
export type Hub = ReturnType<typeof createHub>

export function createHub(deps: Deps) {
  const { broadcast, metrics, clock } = deps
  const sessions = new Set<Session>()
  const ofUser = (userId: string) => [...sessions].filter((session) => session.userId === userId)

  const onMove = (message: unknown) => {
    const { bookingId, driverId } = message as Move
    for (const session of sessions) {
      const watches =
        session.topics.has(`booking:${bookingId}`) ||
        session.topics.has('bookings') ||
        session.userId === driverId
      if (watches) session.inOrder(() => session.catchUp(bookingId))
    }
  }
  const onOffer = (message: unknown) => {
    const { kind, offerId, driverId, bookingId } = message as OfferChange
    for (const session of ofUser(driverId)) {
      session.inOrder(async () => {
        if (kind === 'made') return sendOffer(session, offerId)
        session.pendingOffers.delete(offerId)
        session.send({ type: 'offer.withdrawn', offerId, bookingId })
      })
    }
  }
  const onDriver = (message: unknown) => {
    const { driverId } = message as { driverId: string }
    const bookingId = deps.driverIndex.get(driverId)?.bookingId
    for (const session of sessions) {
      if (session.topics.has('map') || (bookingId && session.topics.has(`booking:${bookingId}`)))
        session.dirty.add(driverId)
    }
  }
  const unsubscribes = [
    broadcast.subscribe(bookingMovesChannel(), onMove),
    broadcast.subscribe(offersChannel(), onOffer),
    broadcast.subscribe(positionsChannel(), (message) => {
      for (const [driverId] of message as PackedPosition[]) onDriver({ driverId })
    }),
    broadcast.subscribe(driverChangesChannel(), onDriver),
    broadcast.subscribe(sessionsEndedChannel(), (message) => {
      for (const session of ofUser((message as { userId: string }).userId)) session.close(4401, 'signed out')
    }),
  ]
  const flushTimer = setInterval(() => {
    for (const session of sessions) flush(deps, session)
  }, FLUSH_MS)
  const sweepTimer = setInterval(() => {
    const nowMs = clock.now().getTime()
    for (const session of sessions) sweep(session, nowMs)
  }, SWEEP_MS)

  return {
    add(session: Session) {
      sessions.add(session)
      metrics.sockets.inc({ role: session.context.actor.role })
    },
    remove(session: Session) {
      if (sessions.delete(session)) metrics.sockets.dec({ role: session.context.actor.role })
    },
    /** Ends every socket with the hint to come back elsewhere. */
    stop() {
      clearInterval(flushTimer)
      clearInterval(sweepTimer)
      for (const unsubscribe of unsubscribes) unsubscribe()
      for (const session of sessions) session.close(1012, 'restarting: reconnect')
    },
  }
}

async function sendOffer(session: Session, offerId: string): Promise<void> {
  const offer = await readOffer(session.context, offerId)
  if (offer?.state === 'open') pend(session, offer)
}

function pend(session: Session, offer: ReturnType<typeof offerView>): void {
  const frame = JSON.stringify({ type: 'offer', offer, expiresAt: offer.expiresAt })
  const sentAtMs = session.context.clock.now().getTime()
  session.pendingOffers.set(offer.id, { frame, expiresAtMs: Date.parse(offer.expiresAt), sentAtMs })
  session.send(frame)
}

/** The offers that a driver who has just connected can still take. */
export async function sendOpenOffers(session: Session): Promise<void> {
  const { db, clock } = session.context
  const rows = await db
    .select({ offer: offers, booking: bookings })
    .from(offers)
    .innerJoin(bookings, eq(bookings.id, offers.bookingId))
    .where(
      and(eq(offers.driverId, session.userId), eq(offers.state, 'open'), gt(offers.expiresAt, clock.now())),
    )
  for (const row of rows) pend(session, offerView(row))
}

/** Repeats unacknowledged offers and ends sockets that are silent or whose credentials are over. */
function sweep(session: Session, nowMs: number): void {
  if (nowMs > session.endsAtMs) {
    session.close(4401, 'credentials ended')
    return
  }
  if (nowMs - session.heardAtMs > 2 * HEARTBEAT_S * 1_000) {
    session.close(4408, 'silent')
    return
  }
  if (nowMs - session.heardAtMs > HEARTBEAT_S * 1_000) session.send({ type: 'ping' })
  for (const [offerId, pending] of session.pendingOffers) {
    if (pending.expiresAtMs <= nowMs) session.pendingOffers.delete(offerId)
    else if (nowMs - pending.sentAtMs >= OFFER_REPEAT_MS) {
      pending.sentAtMs = nowMs
      session.send(pending.frame)
    }
  }
}

/** Sends what moved since the last flush, unless the peer is behind: then it gets the latest of all of it later. */
function flush({ driverIndex }: Deps, session: Session): void {
  if (session.dirty.size === 0 || !session.canKeepUp) return
  const changed: object[] = []
  const gone: string[] = []
  for (const driverId of session.dirty) {
    const driver = driverIndex.get(driverId)
    const place = driver ? mapDriver(driver) : null
    if (!driver || !place) continue
    if (driver.bookingId && session.topics.has(`booking:${driver.bookingId}`)) {
      const { lat, lng, headingDeg, recordedAt } = place
      session.send({
        type: 'position',
        bookingId: driver.bookingId,
        driverId,
        lat,
        lng,
        headingDeg,
        recordedAt,
      })
    }
    if (!session.bbox) continue
    const [west, south, east, north] = session.bbox
    const isInside = place.lat >= south && place.lat <= north && place.lng >= west && place.lng <= east
    if (isInside && place.status !== 'offline') {
      changed.push(place)
      session.shown.add(driverId)
    } else if (session.shown.delete(driverId)) gone.push(driverId)
  }
  session.dirty.clear()
  if (changed.length + gone.length > 0) session.send({ type: 'map', drivers: changed, gone })
}
