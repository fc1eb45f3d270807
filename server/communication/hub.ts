/*
 * Every socket of this process. Committed moves and offers come in by broadcast and are sent from the database; positions
 * are coalesced to the latest of each driver at each flush. What a lost broadcast would have told is found by looking
 * again every few seconds, so that it costs time and never a gap.
 */
import {
  bookingMovesChannel,
  type DriverChange,
  driverChangesChannel,
  type NotificationsChange,
  notificationsChannel,
  type OfferChange,
  offersChannel,
  positionsChannel,
  type SessionsEnded,
  sessionsEndedChannel,
  surgeChannel,
} from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import type { EventData } from '../platform/event-log/events.ts'
import type { LastKnown } from '../platform/hot-state/port.ts'
import { BookingFeed } from './booking-feed.ts'
import { endLapsedSessions } from './end-lapsed-sessions.ts'
import { NotificationFeed } from './inbox/notification-feed.ts'
import { LiveFigures } from './live-figures.ts'
import { OfferFeed } from './offer-feed.ts'
import { repeatWhileOpen } from './repeat-while-open.ts'
import type { Session } from './session.ts'
import { SessionIndex } from './session-index.ts'
import { TripPositions } from './trip-positions.ts'
import { sendMapChanges, sendNearbyChanges } from './watch-areas.ts'

export const HEARTBEAT_S = 20
/** One more closes the oldest: it is most likely a tab or a phone that was left behind. */
export const SOCKETS_PER_USER_MAX = 50
const FLUSH_MS = 150
const SWEEP_MS = 250
const NEARBY_MS = 1_000
const METRICS_MS = 2_000
const RECHECK_MS = 3_000
const NOTICE_MS = 250

export type Hub = ReturnType<typeof createHub>
type Parts = {
  index: SessionIndex
  trips: TripPositions
  feed: BookingFeed
  offers: OfferFeed
  figures: LiveFigures
  notices: NotificationFeed
  /** Drivers that have moved or changed since the last flush. */
  changed: Set<string>
}

export function createHub(deps: Deps) {
  const { metrics } = deps
  const index = new SessionIndex()
  const trips = new TripPositions(deps, index)
  const feed = new BookingFeed(deps, index, (row) => trips.note(row))
  const offers = new OfferFeed(deps, index)
  const figures = new LiveFigures(deps, index)
  const notices = new NotificationFeed(deps, index)
  const parts = { index, trips, feed, offers, figures, notices, changed: new Set<string>() }
  const stops = [...listenToBroadcasts(deps, parts), ...startUpkeep(deps, parts)]
  return {
    index,
    feed,
    offers,
    figures,
    add(session: Session) {
      const others = index.ofUser(session.userId)
      const [oldest] = others
      if (others.size >= SOCKETS_PER_USER_MAX) oldest?.close(4429, 'too many sockets')
      index.add(session)
      metrics.sockets.inc({ role: session.role })
    },
    remove(session: Session) {
      if (index.remove(session)) metrics.sockets.dec({ role: session.role })
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

/** What other parts of the platform tell, each by its channel. Returns how to stop listening. */
function listenToBroadcasts({ broadcast }: Deps, { index, feed, offers, figures, notices, changed }: Parts) {
  return [
    broadcast.subscribe(bookingMovesChannel(), (message) => {
      const { bookingId, driverId, event } = message as EventData<'booking.moved'>
      figures.countMove(event)
      feed.announce(bookingId, driverId)
    }),
    broadcast.subscribe(offersChannel(), (message) => offers.announce(message as OfferChange)),
    broadcast.subscribe(positionsChannel(), (message) => {
      const batch = message as LastKnown[]
      figures.countPositions(batch.length)
      for (const { driverId } of batch) changed.add(driverId)
    }),
    broadcast.subscribe(driverChangesChannel(), (message) => changed.add((message as DriverChange).driverId)),
    broadcast.subscribe(surgeChannel(), (message) =>
      figures.announceSurge(message as EventData<'surge.published'>),
    ),
    broadcast.subscribe(sessionsEndedChannel(), (message) => endSessions(index, message as SessionsEnded)),
    broadcast.subscribe(notificationsChannel(), (message) =>
      notices.announce(message as NotificationsChange),
    ),
    // What was not heard of followed bookings and offers is looked up; who watches everything has to read it anew.
    broadcast.onGap(() => {
      for (const topic of ['bookings', 'surge', 'map'] as const)
        for (const session of index.ofTopic(topic)) session.send({ type: 'resync', topic })
    }),
  ]
}

/** What is done from time to time, each at its own pace. Returns how to stop it. */
function startUpkeep(deps: Deps, { index, trips, feed, offers, figures, notices, changed }: Parts) {
  const every = (ms: number, work: () => Promise<void> | void) => repeatWhileOpen(ms, deps.log, work)
  return [
    every(FLUSH_MS, () => {
      for (const driverId of changed) trips.moved(driverId)
      trips.flush()
      sendMapChanges(deps, index.ofTopic('map'), changed)
      changed.clear()
    }),
    every(NEARBY_MS, () => {
      for (const session of index.ofTopic('drivers:nearby')) sendNearbyChanges(session)
    }),
    every(METRICS_MS, () => figures.send()),
    every(SWEEP_MS, () => {
      const nowMs = deps.clock.now().getTime()
      let bufferedBytes = 0
      for (const session of index.all()) {
        bufferedBytes += session.bufferedBytes
        sweep(session, nowMs)
        offers.repeat(session, nowMs)
      }
      deps.metrics.socketBufferedBytes.set(bufferedBytes)
      trips.sweep()
    }),
    every(NOTICE_MS, () => notices.flush()),
    every(RECHECK_MS, async () => {
      await endLapsedSessions(deps, index.all())
      await offers.recheck()
      await feed.recheck()
      await notices.recheck()
    }),
  ]
}

function endSessions(index: SessionIndex, { userId, familyId }: SessionsEnded): void {
  for (const session of index.ofUser(userId))
    if (!familyId || session.credentials.familyId === familyId) session.close(4401, 'signed out')
}

/** Ends sockets that are silent or whose credentials are over, and keeps the others awake. */
function sweep(session: Session, nowMs: number): void {
  const heartbeatMs = HEARTBEAT_S * 1_000
  if (nowMs > session.credentials.endsAtMs) session.close(4401, 'credentials ended')
  else if (nowMs - session.heardAtMs > 2 * heartbeatMs) session.close(4408, 'silent')
  else if (nowMs - session.pingedAtMs >= heartbeatMs) {
    session.pingedAtMs = nowMs
    session.send({ type: 'ping' })
  }
}
