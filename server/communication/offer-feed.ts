import { and, gt, inArray, isNull } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { ASKED_STATES, isAsked } from '../assignment/offer-states.ts'
import { readOpenOffers } from '../assignment/read-open-offers.ts'
import { type OfferView, readOffer } from '../assignment/views.ts'
import type { OfferChange } from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import type { ServerFrame } from './server-frames.ts'
import type { Session } from './session.ts'
import type { SessionIndex } from './session-index.ts'

const OFFER_REPEAT_MS = 3_000

/** Offers on their way to drivers: sent when made, repeated until acknowledged, told when queued, taken back when withdrawn. */
export class OfferFeed {
  private readonly deps: Deps
  private readonly index: SessionIndex

  constructor(deps: Deps, index: SessionIndex) {
    this.deps = deps
    this.index = index
  }

  announce({ kind, offerId, driverId, bookingId }: OfferChange): void {
    for (const session of this.index.ofUser(driverId)) {
      session.inOrder(async () => {
        if (kind === 'withdrawn') {
          session.pendingOffers.delete(offerId)
          session.send({ type: 'offer.withdrawn', offerId, bookingId })
          return
        }
        const offer = await readOffer(session.context, offerId)
        if (offer) this.send(session, offer)
      })
    }
  }

  /** What a driver who has just connected can still take, acknowledged on another socket or not, and comes to next. */
  async sendOpen(session: Session): Promise<void> {
    for (const offer of await readOpenOffers(session.context)) this.send(session, offer)
  }

  /** Finds the offers that connected drivers were never sent, because a broadcast was lost. */
  async recheck(): Promise<void> {
    const { db, clock } = this.deps
    const unacknowledged = and(
      inArray(offers.state, [...ASKED_STATES]),
      gt(offers.expiresAt, clock.now()),
      isNull(offers.acknowledgedAt),
    )
    const rows = await db.select().from(offers).where(unacknowledged)
    for (const { id, driverId, bookingId } of rows) {
      const isMissing = [...this.index.ofUser(driverId)].some(({ pendingOffers }) => !pendingOffers.has(id))
      if (isMissing) this.announce({ kind: 'made', offerId: id, driverId, bookingId })
    }
  }

  /** Repeats what a driver has not acknowledged for a while. */
  repeat(session: Session, nowMs: number): void {
    for (const [offerId, pending] of session.pendingOffers) {
      if (pending.expiresAtMs <= nowMs) session.pendingOffers.delete(offerId)
      else if (nowMs - pending.sentAtMs >= OFFER_REPEAT_MS) {
        pending.sentAtMs = nowMs
        session.send(pending.frame)
      }
    }
  }

  /** A question is repeated until it is acknowledged; a promise to come next is told once. */
  private send(session: Session, offer: OfferView): void {
    const { expiresAt } = offer
    const frame = JSON.stringify({ type: 'offer', offer, expiresAt } satisfies ServerFrame)
    const sentAtMs = this.deps.clock.now().getTime()
    session.pendingOffers.delete(offer.id)
    if (isAsked(offer.state))
      session.pendingOffers.set(offer.id, { frame, expiresAtMs: Date.parse(expiresAt), sentAtMs })
    else if (offer.state !== 'queued') return
    session.send(frame)
  }
}
