import { conflict, DomainError, invalid } from '../errors.ts'
import { bookingIdOf } from './booking-feed.ts'
import { type BookingTopic, FOLLOWED_MAX, type PlainTopic, type Subscription } from './frames.ts'
import type { Hub } from './hub.ts'
import { MapArea, WORLD } from './map-area.ts'
import { NearbyArea } from './nearby-area.ts'
import type { Session } from './session.ts'
import { sendMapChanges, sendNearbyChanges } from './watch-areas.ts'

const OPERATOR_TOPICS: readonly PlainTopic[] = ['map', 'bookings', 'surge', 'metrics']
const isBookingTopic = (topic: string): topic is BookingTopic => topic.startsWith('booking:')

/**
 * Starts, or changes, what a peer watches; each topic begins with what is there now.
 * @throws DomainError role_not_allowed, not_found, bbox_invalid, too_many_topics.
 */
export async function subscribe(hub: Hub, session: Session, frame: Subscription): Promise<void> {
  const { topic } = frame
  if (isBookingTopic(topic)) {
    if (session.topics.size >= FOLLOWED_MAX && !session.topics.has(topic))
      throw conflict('too_many_topics', `A socket follows at most ${FOLLOWED_MAX} topics.`)
    return hub.feed.follow(session, bookingIdOf(topic))
  }
  const isAllowed = OPERATOR_TOPICS.includes(topic) ? session.isOperator : session.role !== 'driver'
  if (!isAllowed) throw new DomainError('forbidden', 'role_not_allowed', 'This role may not watch this.')
  if (frame.topic === 'map') lookAt(session, frame.bbox ?? WORLD)
  if (frame.topic === 'drivers:nearby') {
    const { type: _type, topic: _topic, ...query } = frame
    session.nearby = new NearbyArea(query)
  }
  hub.index.join(session, topic)
  if (topic === 'map') sendMapChanges(session.context, [session], NOTHING)
  if (topic === 'drivers:nearby') sendNearbyChanges(session)
  if (topic === 'surge') await hub.figures.sendSurge(session)
  if (topic === 'metrics') await hub.figures.send([session])
}

const NOTHING: ReadonlySet<string> = new Set()

function lookAt(session: Session, bbox: NonNullable<Extract<Subscription, { topic: 'map' }>['bbox']>): void {
  if (bbox[1] > bbox[3]) throw invalid('bbox_invalid', 'bbox.1', 'The south lies north of the north.')
  session.map ??= new MapArea()
  session.map.look(bbox, session.context.driverIndex.all())
}

/** Stops watching a topic; one that is not watched is no error. */
export function unsubscribe(hub: Hub, session: Session, topic: string): void {
  if (isBookingTopic(topic)) hub.feed.unfollow(session, bookingIdOf(topic))
  else hub.index.leave(session, topic)
  if (topic === 'map') session.map = null
  if (topic === 'drivers:nearby') session.nearby = null
}
