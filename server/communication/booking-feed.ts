/*
 * Moves of bookings on their way to the sockets. A broadcast only says that there is something to read: what is sent
 * comes from the history, past what each peer has seen, so that a lost or doubled broadcast makes no gap and no double.
 * One read and one encoding serve everybody who watches.
 */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { bookingEvents, bookings } from '../../db/schema/index.ts'
import { isVisibleTo } from '../booking/is-visible-to.ts'
import type { BookingRow } from '../booking/move-booking.ts'
import { ACTIVE_STATES, isActive } from '../booking/states.ts'
import { bookingView } from '../booking/views.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../platform/context.ts'
import type { BookingTopic } from './frames.ts'
import type { ServerFrame } from './server-frames.ts'
import type { Session } from './session.ts'
import type { SessionIndex } from './session-index.ts'

export const bookingTopic = (bookingId: string): BookingTopic => `booking:${bookingId}`
export const bookingIdOf = (topic: string) => topic.slice('booking:'.length)

const isBookingTopic = (topic: string) => topic.startsWith('booking:')
/** What a peer that watches the whole list has seen is kept of so many bookings, those that moved last. */
const LISTED_MAX = 2_000
/** Bookings in one look for moves that were missed. */
const RECHECK_MAX = 1_000

type BookingMoves = { row: BookingRow; frames: { seq: number; text: string }[] }

export class BookingFeed {
  private readonly deps: Deps
  private readonly index: SessionIndex
  private readonly onRead: (row: BookingRow) => void
  private readonly readings = new Map<string, Promise<BookingMoves | null>>()

  /** `onRead` is told of every booking as it was last read, never of an older state after a newer. */
  constructor(deps: Deps, index: SessionIndex, onRead: (row: BookingRow) => void) {
    this.deps = deps
    this.index = index
    this.onRead = onRead
  }

  /** A booking has moved: everybody who watches it is sent what is new to them. */
  announce(bookingId: string, driverId: string | null): void {
    // A read that is under way may have begun before this move was committed.
    this.readings.delete(bookingId)
    for (const session of this.index.ofTopic(bookingTopic(bookingId))) this.owe(session, bookingId)
    for (const session of this.index.ofTopic('bookings')) this.owe(session, bookingId)
    if (driverId) for (const session of this.index.ofUser(driverId)) this.owe(session, bookingId)
  }

  /** Watches a booking from its first move on. @throws DomainError not_found, also for one that the peer may not see. */
  async follow(session: Session, bookingId: string): Promise<void> {
    // Joined before it is read, so that no move falls between the two.
    this.index.join(session, bookingTopic(bookingId))
    const moves = await this.read(bookingId)
    if (moves && isVisibleTo(session.context.actor, moves.row)) return this.deliver(session, moves)
    this.unfollow(session, bookingId)
    throw notFound('booking')
  }

  /** Goes on after `seq`; a peer that may not see the booking any more is told to start over. */
  async resume(session: Session, bookingId: string, seq: number): Promise<void> {
    session.seenSeq.set(bookingId, seq)
    this.index.join(session, bookingTopic(bookingId))
    const moves = await this.read(bookingId)
    if (moves) this.deliver(session, moves)
    else this.lose(session, bookingId)
  }

  /** A driver watches the haul at hand unasked, so that none is missed between two sockets. */
  async followOwnHaul(session: Session): Promise<void> {
    const own = and(eq(bookings.driverId, session.userId), inArray(bookings.state, [...ACTIVE_STATES]))
    const [haul] = await this.deps.db.select({ id: bookings.id }).from(bookings).where(own)
    if (haul && !session.topics.has(bookingTopic(haul.id))) await this.follow(session, haul.id)
  }

  unfollow(session: Session, bookingId: string): void {
    this.index.leave(session, bookingTopic(bookingId))
    session.seenSeq.delete(bookingId)
  }

  /** Queues the new moves of a booking for one peer; a booking that is queued already is not queued again. */
  owe(session: Session, bookingId: string): void {
    if (session.dueBookings.has(bookingId)) return
    session.dueBookings.add(bookingId)
    session.inOrder(async () => {
      session.dueBookings.delete(bookingId)
      const moves = await this.read(bookingId)
      if (moves) this.deliver(session, moves)
    })
  }

  /** Looks whether a followed booking has moved on unnoticed, because a broadcast was lost. */
  async recheck(): Promise<void> {
    const followed = [...this.index.topics()].filter(isBookingTopic).map(bookingIdOf)
    for (let at = 0; at < followed.length; at += RECHECK_MAX) {
      const ids = followed.slice(at, at + RECHECK_MAX)
      const rows = await this.deps.db
        .select({ id: bookings.id, version: bookings.version })
        .from(bookings)
        .where(inArray(bookings.id, ids))
      for (const { id, version } of rows)
        for (const session of this.index.ofTopic(bookingTopic(id)))
          if ((session.seenSeq.get(id) ?? version) < version) this.owe(session, id)
    }
  }

  private deliver(session: Session, { row, frames }: BookingMoves): void {
    const { id } = row
    if (!isVisibleTo(session.context.actor, row)) {
      this.lose(session, id)
      return
    }
    const isOwnHaul = session.role === 'driver'
    if (isOwnHaul && isActive(row.state)) this.index.join(session, bookingTopic(id))
    const isFollowing = session.topics.has(bookingTopic(id))
    // Haul over and forgotten: the driver has heard all of it.
    if (isOwnHaul && !isFollowing) return
    const last = frames.at(-1)?.seq ?? 0
    const seen = session.seenSeq.get(id)
    if (seen !== undefined && seen > last) {
      session.send({ type: 'resync', topic: bookingTopic(id) })
      session.seenSeq.set(id, last)
      return
    }
    // Who watches the whole list has read the past over REST: of a booking that is new to them the latest is enough.
    const after = seen ?? (isFollowing ? 0 : last - 1)
    for (const { seq, text } of frames) if (seq > after) session.send(text)
    remember(session, id, last)
    // The booking may be a move ahead of the history beside it: that move is still to be told.
    if (isOwnHaul && !isActive(row.state) && last === row.version) this.unfollow(session, id)
  }

  /** The booking is not the peer's to see (any more); whoever held a part of it is told so. */
  private lose(session: Session, bookingId: string): void {
    const hasSeen = session.seenSeq.has(bookingId)
    this.unfollow(session, bookingId)
    if (hasSeen) session.send({ type: 'resync', topic: bookingTopic(bookingId) })
  }

  private read(bookingId: string): Promise<BookingMoves | null> {
    const underWay = this.readings.get(bookingId)
    if (underWay) return underWay
    const reading = this.readMoves(bookingId)
      .then((moves) => {
        // A reading that a move has overtaken is not told on: it could undo what the next one tells.
        if (moves && this.readings.get(bookingId) === reading) this.onRead(moves.row)
        return moves
      })
      .finally(() => {
        if (this.readings.get(bookingId) === reading) this.readings.delete(bookingId)
      })
    this.readings.set(bookingId, reading)
    return reading
  }

  private async readMoves(bookingId: string): Promise<BookingMoves | null> {
    const { db } = this.deps
    // The history first: the booking beside it is then never older than the last move that is told.
    const events = await db
      .select({ seq: bookingEvents.seq, event: bookingEvents.type })
      .from(bookingEvents)
      .where(eq(bookingEvents.bookingId, bookingId))
      .orderBy(asc(bookingEvents.seq))
    const [row] = await db.select().from(bookings).where(eq(bookings.id, bookingId))
    if (!row) return null
    const booking = bookingView(row)
    const frames = events.map(({ seq, event }) => {
      const frame: ServerFrame = { type: 'booking', id: bookingId, seq, event, booking }
      return { seq, text: JSON.stringify(frame) }
    })
    return { row, frames }
  }
}

function remember({ seenSeq, topics }: Session, bookingId: string, seq: number): void {
  seenSeq.delete(bookingId)
  seenSeq.set(bookingId, seq)
  if (seenSeq.size <= LISTED_MAX) return
  for (const id of seenSeq.keys()) {
    if (topics.has(bookingTopic(id))) continue
    seenSeq.delete(id)
    return
  }
}
