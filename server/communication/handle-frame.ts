import { and, eq } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { acceptOffer } from '../assignment/accept-offer.ts'
import { declineOffer } from '../assignment/decline-offer.ts'
import { DomainError } from '../errors.ts'
import { LIMITS, scaledLimit } from '../platform/http/access.ts'
import { recordPositions } from '../tracking/record-positions.ts'
import type { ClientFrame } from './frames.ts'
import type { Hub } from './hub.ts'
import type { Session } from './session.ts'
import { subscribe, unsubscribe } from './subscribe.ts'

const DRIVER_FRAMES: readonly ClientFrame['type'][] = ['positions', 'offer.accept', 'offer.decline', 'ack']

/** These ask the database. Positions do not, and must wait for nothing. */
const LIMITED_FRAMES: readonly ClientFrame['type'][] = ['offer.accept', 'offer.decline', 'ack', 'subscribe']

/** Does what one frame of a signed-in peer asks. @throws DomainError, which becomes an error frame. */
export function handleFrame(hub: Hub, session: Session, frame: ClientFrame): Promise<void> | void {
  if (!LIMITED_FRAMES.includes(frame.type)) return handle(hub, session, frame)
  return takeAllowance(session).then(() => handle(hub, session, frame))
}

async function takeAllowance({ context, userId }: Session): Promise<void> {
  const { hotState, config, clock } = context
  const limit = scaledLimit(LIMITS.frames, config.rateLimitScale)
  const { isAllowed, retryAfterS } = await hotState.takeRate(userId, limit, clock.now().getTime())
  if (isAllowed) return
  const detail = `Too many frames; try again in ${retryAfterS} s.`
  throw new DomainError('rate_limited', 'rate_limited', detail, { extra: { retryAfterS } })
}

function handle(hub: Hub, session: Session, frame: ClientFrame): Promise<void> | void {
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
