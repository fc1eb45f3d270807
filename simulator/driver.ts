import type { Session } from './api/session.ts'
import { type Frame, RealtimeSocket } from './api/socket.ts'
import type { BookingView, OfferView } from './api/types.ts'
import { driveJob, isAssignedTo, isUnderWay, type Job } from './drive-job.ts'
import type { Random } from './random.ts'
import { Motion } from './route.ts'
import type { Scheduler } from './scheduler.ts'
import type { Stats } from './stats.ts'
import type { World } from './world.ts'

export type DriverParts = {
  scheduler: Scheduler
  stats: Stats
  world: World
  nowMs: () => number
  baseUrl: string
  speed: number
  maxSpeedMps: number
  reportEveryMs: number
}
export type DriverState =
  | 'offline'
  | 'idle'
  | 'cruising'
  | 'break'
  | 'to_pickup'
  | 'loading'
  | 'to_dropoff'
  | 'unloading'

/** A driver who stands still is still there: well below the minute after which the server forgets them. */
const PARKED_REPORT_MS = 15_000
const IDLE_CHECK_S = 25
const BREAK_PROBABILITY = 0.008
const BREAK_S = 240
const THINKING_MS: readonly [number, number] = [900, 5_500]
/** People take near jobs gladly and far ones seldom: even chance at this distance. */
const FAIR_PICKUP_M = 6_500
const PATIENCE_M = 1_400
const SEEN_OFFERS_MAX = 50

export class Driver {
  state: DriverState = 'offline'
  readonly session: Session
  readonly random: Random
  readonly parts: DriverParts
  readonly motion: Motion
  job: Job | undefined
  private readonly number: number
  private readonly socket: RealtimeSocket
  private readonly seenOffers = new Set<string>()
  private lastMoveMs = 0
  private lastReportMs = 0
  private restUntilMs = 0
  private isStopped = false
  private beginning = ''

  constructor(number: number, session: Session, random: Random, parts: DriverParts) {
    this.number = number
    this.session = session
    this.random = random
    this.parts = parts
    this.motion = new Motion(parts.world.start(number, random))
    this.socket = new RealtimeSocket(session, parts.baseUrl, { ...parts, random }, (frame) =>
      this.read(frame),
    )
  }

  /** Connects, goes online and picks up a job left over from an earlier run. */
  async goOnline(): Promise<void> {
    await this.setAvailability('available')
    await this.socket.connect()
    this.state = 'idle'
    this.lastMoveMs = this.parts.nowMs()
    await this.resumeJob()
    this.parts.scheduler.after(this.random.between(0, this.parts.reportEveryMs), () => this.tick())
  }

  /** Sends the last position and closes; the server notices the silence, as of a phone that is switched off. */
  stop(): void {
    this.isStopped = true
    this.report()
    this.socket.close()
    this.state = 'offline'
  }

  /** Real milliseconds that `seconds` of the simulated city last. */
  scaledMs(seconds: number): number {
    return (seconds * 1_000) / this.parts.speed
  }

  private report(): void {
    const { position, headingDeg, speedMps } = this.motion
    const nowMs = this.parts.nowMs()
    const sent = this.socket.send({
      type: 'positions',
      positions: [
        {
          lat: Math.round(position.lat * 1e6) / 1e6,
          lng: Math.round(position.lng * 1e6) / 1e6,
          recordedAt: new Date(nowMs).toISOString(),
          speedMps: Math.round(speedMps * 10) / 10,
          headingDeg: Math.floor(headingDeg * 10) / 10,
          accuracyM: 5,
        },
      ],
    })
    if (sent) this.parts.stats.count('positionsSent')
    this.lastReportMs = nowMs
  }

  private tick(): number | undefined {
    if (this.isStopped) return undefined
    const nowMs = this.parts.nowMs()
    const elapsedS = (nowMs - this.lastMoveMs) / 1_000
    this.lastMoveMs = nowMs
    const wasMoving = this.motion.isMoving
    const isThere = this.motion.advance(elapsedS, this.parts.speed, this.parts.maxSpeedMps)
    if (wasMoving || nowMs - this.lastReportMs >= PARKED_REPORT_MS) this.report()
    if (this.job) {
      if (isThere) this.job.onArrived()
    } else if (isThere && nowMs >= this.restUntilMs) this.idle(nowMs)
    return this.parts.reportEveryMs
  }

  private idle(nowMs: number): void {
    if (this.state === 'break') {
      this.state = 'idle'
      this.attempt(this.setAvailability('available'))
    } else if (this.random.chance(BREAK_PROBABILITY)) {
      this.state = 'break'
      this.restUntilMs = nowMs + this.scaledMs(BREAK_S * this.random.between(0.5, 1.5))
      this.attempt(this.setAvailability('paused'))
      return
    }
    const route = this.parts.world.idleRoute(this.number, this.motion.position, this.random)
    this.state = route ? 'cruising' : 'idle'
    if (route) this.motion.follow(route)
    else this.restUntilMs = nowMs + this.scaledMs(IDLE_CHECK_S * this.random.between(0.5, 1.5))
  }

  private read(frame: Frame): void {
    if (frame.type === 'offer') this.considerOffer(frame.offer as OfferView)
    else if (frame.type === 'booking') {
      const booking = frame.booking as BookingView
      if (this.job) this.job.onBooking(booking)
      else if (isAssignedTo(booking, this.session.userId)) this.attempt(this.begin(booking.id))
    }
  }

  private considerOffer(offer: OfferView): void {
    this.socket.send({ type: 'ack', offerId: offer.id })
    if (this.seenOffers.has(offer.id)) return
    this.seenOffers.add(offer.id)
    if (this.seenOffers.size > SEEN_OFFERS_MAX)
      this.seenOffers.delete(this.seenOffers.keys().next().value as string)
    this.parts.stats.count('offersSeen')
    this.parts.stats.noteOffered(offer.bookingId, this.parts.nowMs())
    const willing = 0.97 / (1 + Math.exp((offer.pickupDistanceM - FAIR_PICKUP_M) / PATIENCE_M))
    const isWanted = this.random.chance(willing) && !this.job && this.state !== 'break'
    const thinkingMs = this.random.between(...THINKING_MS) / Math.min(this.parts.speed, 4)
    this.parts.scheduler.after(thinkingMs, () => {
      if (!this.isStopped) this.attempt(isWanted ? this.accept(offer) : this.decline(offer))
      return undefined
    })
  }

  private async accept(offer: OfferView): Promise<void> {
    try {
      await this.session.call('POST', `/v1/offers/${offer.id}/accept`)
    } catch (error) {
      this.parts.stats.count('offersLost')
      throw error
    }
    this.parts.stats.count('offersAccepted')
    await this.begin(offer.bookingId)
  }

  private async decline(offer: OfferView): Promise<void> {
    this.parts.stats.count('offersDeclined')
    await this.session.call('POST', `/v1/offers/${offer.id}/decline`, { reason: 'too_far' })
  }

  private async begin(bookingId: string): Promise<void> {
    if (this.beginning === bookingId) return
    this.beginning = bookingId
    const booking = await this.session.call<BookingView>('GET', `/v1/bookings/${bookingId}`)
    this.motion.halt()
    this.job = driveJob(this, booking, () => {
      this.job = undefined
      this.socket.forget(bookingId)
      this.beginning = ''
      this.state = 'idle'
      this.restUntilMs = this.parts.nowMs() + this.scaledMs(IDLE_CHECK_S)
    })
  }

  private async resumeJob(): Promise<void> {
    const page = await this.session.call<{ items: BookingView[] }>('GET', '/v1/bookings?limit=5')
    const active = page.items.find((booking) => isUnderWay(booking))
    if (active) await this.begin(active.id)
  }

  private async setAvailability(status: 'available' | 'paused'): Promise<void> {
    const { lat, lng } = this.motion.position
    await this.session.call('PUT', '/v1/driver/availability', {
      status,
      position: { lat, lng, recordedAt: new Date(this.parts.nowMs()).toISOString() },
    })
  }

  attempt(work: Promise<void>): void {
    work.catch((error) => this.parts.stats.noteFailure(error))
  }
}
