import type { Session } from './api/session.ts'
import type { RealtimeSocket } from './api/socket.ts'
import { ApiError, type OfferView } from './api/types.ts'
import type { Scheduler } from './scheduler.ts'
import type { Stats } from './stats.ts'
import type { Temperament } from './temperament.ts'

export type OfferParts = { scheduler: Scheduler; stats: Stats; nowMs: () => number; speed: number }

type Situation = {
  isFree(): boolean
  /** Goods on board: they can say when they will be free. */
  isFinishing(): boolean
  onAccepted(bookingId: string): Promise<void>
}

const SEEN_OFFERS_MAX = 50
/** Offers keep their seconds by the server's clock however fast people live: nobody thinks slower than this share. */
const HASTE_MAX = 4
/** The offer has expired, was withdrawn, or is another's; nothing is left to do about it. */
const GONE = [404, 409, 410]

/** A driver's offers: each acknowledged whenever it comes, thought over once, and answered. */
export class OfferDesk {
  /** The booking that they come to after the job at hand. */
  next = ''
  private readonly session: Session
  private readonly socket: RealtimeSocket
  private readonly temperament: Temperament
  private readonly parts: OfferParts
  private readonly seen = new Set<string>()

  constructor(session: Session, socket: RealtimeSocket, temperament: Temperament, parts: OfferParts) {
    this.session = session
    this.socket = socket
    this.temperament = temperament
    this.parts = parts
  }

  /** Answers an offer after a while; whether they could come is asked then, `onAccepted` called when they will. */
  consider(offer: OfferView, { isFree, isFinishing, onAccepted }: Situation): void {
    if (offer.state === 'queued') {
      this.next = offer.bookingId
      return
    }
    const { scheduler, stats, nowMs, speed } = this.parts
    this.socket.send({ type: 'ack', offerId: offer.id })
    if (this.seen.has(offer.id)) return
    this.seen.add(offer.id)
    if (this.seen.size > SEEN_OFFERS_MAX) this.seen.delete(this.seen.keys().next().value as string)
    stats.count('offersSeen')
    stats.noteOffered(offer.bookingId, nowMs())
    const { kind, reason, afterS } = this.temperament.answer(offer)
    if (kind === 'ignore') {
      stats.count('offersIgnored')
      return
    }
    scheduler.after((afterS * 1_000) / Math.min(Math.max(1, speed), HASTE_MAX), () => {
      const canCome = isFree() || (offer.afterCurrentHaul && isFinishing() && !this.next)
      const answer =
        kind === 'accept' && canCome ? this.accept(offer, onAccepted) : this.decline(offer, reason ?? 'busy')
      answer.catch((error) => stats.noteFailure(error))
      return undefined
    })
  }

  /** They have begun with it, or it was taken back. */
  forget(bookingId: string): void {
    if (this.next === bookingId) this.next = ''
  }

  private async accept(offer: OfferView, onAccepted: (bookingId: string) => Promise<void>): Promise<void> {
    try {
      await this.session.call('POST', `/v1/offers/${offer.id}/accept`)
    } catch (error) {
      this.lose(error)
      return
    }
    this.parts.stats.count('offersAccepted')
    this.next = offer.bookingId
    await onAccepted(offer.bookingId)
  }

  private async decline(offer: OfferView, reason: string): Promise<void> {
    try {
      await this.session.call('POST', `/v1/offers/${offer.id}/decline`, { reason })
      this.parts.stats.count('offersDeclined')
    } catch (error) {
      this.lose(error)
    }
  }

  private lose(error: unknown): void {
    if (!(error instanceof ApiError) || !GONE.includes(error.status)) throw error
    this.parts.stats.count('offersLost')
  }
}
