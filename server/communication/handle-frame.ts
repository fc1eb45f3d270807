import { and, eq } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { acceptOffer } from '../assignment/accept-offer.ts'
import { declineOffer } from '../assignment/decline-offer.ts'
import { DomainError } from '../errors.ts'
import { recordPositions } from '../tracking/record-positions.ts'
import type { ClientFrame } from './frames.ts'
import type { Hub } from './hub.ts'
import type { Session } from './session.ts'
import { subscribe, unsubscribe } from './subscribe.ts'

const DRIVER_FRAMES: readonly ClientFrame['type'][] = ['positions', 'offer.accept', 'offer.decline', 'ack']

/** Does what one frame of a signed-in peer asks. @throws DomainError, which becomes an error frame. */
export function handleFrame(hub: Hub, session: Session, frame: ClientFrame): Promise<void> | void {
  const { context } = session
  if (DRIVER_FRAMES.includes(frame.type) && session.role !== 'driver')
    throw new DomainError('forbidden', 'role_not_allowed', 'Only drivers send this.')
  switch (frame.type) {
    case 'positions':
      return reportRejected(session, recordPositions(context, frame.positions))
    case 'offer.accept':
      session.pendingOffers.delete(frame.offerId)
      return accept(session, frame.offerId)
    case 'offer.decline':
      session.pendingOffers.delete(frame.offerId)
      return declineOffer(context, { offerId: frame.offerId, ...(frame.reason && { reason: frame.reason }) })
    case 'ack':
      session.pendingOffers.delete(frame.offerId)
      return acknowledge(session, frame.offerId)
    case 'subscribe':
      return subscribe(hub, session, frame)
    case 'unsubscribe':
      return unsubscribe(hub, session, frame.topic)
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

async function accept({ context }: Session, offerId: string): Promise<void> {
  await acceptOffer(context, { offerId })
}

async function acknowledge({ context, userId }: Session, offerId: string): Promise<void> {
  await context.db
    .update(offers)
    .set({ acknowledgedAt: context.clock.now() })
    .where(and(eq(offers.id, offerId), eq(offers.driverId, userId)))
}
