import { and, eq } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { acceptOffer } from '../assignment/accept-offer.ts'
import { declineOffer } from '../assignment/decline-offer.ts'
import { readBooking } from '../booking/read-booking.ts'
import { DomainError } from '../errors.ts'
import { recordPositions } from '../tracking/record-positions.ts'
import type { ClientFrame } from './frames.ts'
import type { Bbox, Session } from './session.ts'

const WORLD: Bbox = [-180, -90, 180, 90]
const OPERATOR_TOPICS = ['map', 'bookings']
const forbidden = () => new DomainError('forbidden', 'role_not_allowed', 'This role may not do that.')

/** Does what one frame of a signed-in peer asks. @throws DomainError, which becomes an error frame. */
export async function handleFrame(session: Session, frame: ClientFrame): Promise<void> {
  const { context } = session
  switch (frame.type) {
    case 'positions':
      if (context.actor.role !== 'driver') throw forbidden()
      return reportRejected(session, recordPositions(context, frame.positions))
    case 'offer.accept':
      if (context.actor.role !== 'driver') throw forbidden()
      session.pendingOffers.delete(frame.offerId)
      await acceptOffer(context, { offerId: frame.offerId })
      return
    case 'offer.decline':
      if (context.actor.role !== 'driver') throw forbidden()
      session.pendingOffers.delete(frame.offerId)
      return declineOffer(context, { offerId: frame.offerId, ...(frame.reason && { reason: frame.reason }) })
    case 'ack':
      session.pendingOffers.delete(frame.offerId)
      await context.db
        .update(offers)
        .set({ acknowledgedAt: context.clock.now() })
        .where(and(eq(offers.id, frame.offerId), eq(offers.driverId, session.userId)))
      return
    case 'subscribe':
      return subscribe(session, frame.topic, frame.bbox)
    case 'unsubscribe':
      session.topics.delete(frame.topic)
      if (frame.topic === 'map') session.bbox = null
      return
    case 'ping':
      return session.send({ type: 'pong' })
    case 'pong':
      return
    case 'hello':
      throw new DomainError('conflict', 'hello_repeated', 'The socket is signed in already.')
  }
}

function reportRejected(session: Session, { rejected }: ReturnType<typeof recordPositions>): void {
  if (rejected.length > 0) session.send({ type: 'positions.rejected', rejected })
}

async function subscribe(session: Session, topic: string, bbox: Bbox | undefined): Promise<void> {
  if (topic.startsWith('booking:')) {
    const bookingId = topic.slice('booking:'.length)
    await readBooking(session.context, bookingId)
    session.topics.add(topic)
    return session.catchUp(bookingId)
  }
  if (!OPERATOR_TOPICS.includes(topic))
    throw new DomainError('invalid', 'topic_unknown', `There is no topic ${topic}.`)
  if (!session.isOperator) throw forbidden()
  session.topics.add(topic)
  if (topic !== 'map') return
  session.bbox = bbox ?? WORLD
  session.shown.clear()
  for (const driver of session.context.driverIndex.all()) session.dirty.add(driver.driverId)
}
