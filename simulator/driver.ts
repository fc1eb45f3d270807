import type { Session } from './api/session.ts'
import { type Frame, RealtimeSocket } from './api/socket.ts'
import type { BookingView, OfferView } from './api/types.ts'
import { OfferDesk } from './consider-offers.ts'
import { driveJob, isAssignedTo, isUnderWay, type Job } from './drive-job.ts'
import type { Point } from './geo.ts'
import type { Scheduler } from './scheduler.ts'
import { type Stream, Temperament } from './temperament.ts'
import { Vehicle, type VehicleParts } from './vehicle.ts'

export type DriverParts = VehicleParts & { scheduler: Scheduler; baseUrl: string; reportEveryMs: number }
export type DriverState =
  | 'offline'
  | 'idle'
  | 'cruising'
  | 'break'
  | 'to_pickup'
  | 'loading'
  | 'to_dropoff'
  | 'unloading'

/** One simulated driver: moves, reports, takes offers and does jobs, as the app in their hand would. */
export class Driver {
  state: DriverState = 'offline'
  readonly session: Session
  readonly parts: DriverParts
  readonly temperament: Temperament
  readonly vehicle: Vehicle
  private readonly socket: RealtimeSocket
  private readonly number: number
  private readonly offers: OfferDesk
  private readonly jitterMs: number
  private job: Job | undefined
  private beginning = ''
  private restUntilMs = 0
  private isStopped = false

  constructor(number: number, session: Session, stream: Stream, parts: DriverParts) {
    this.number = number
    this.session = session
    this.parts = parts
    this.temperament = new Temperament(stream)
    const jitter = stream('network')
    this.jitterMs = jitter.between(0, parts.reportEveryMs)
    this.socket = new RealtimeSocket(
      session,
      parts.baseUrl,
      { ...parts, random: jitter },
      { onFrame: (frame) => this.read(frame), onReturn: () => this.attempt(this.catchUp()) },
    )
    this.vehicle = new Vehicle(parts.world.start(number, stream('start')), parts, {
      session,
      socket: this.socket,
      onFallback: () => this.attempt(this.poll()),
    })
    this.offers = new OfferDesk(session, this.socket, this.temperament, parts)
  }

  get isConnected(): boolean {
    return this.socket.isOpen
  }

  /** Goes online, where the server saw them last if it knows, connects, and picks up a job left over from an earlier run. */
  async goOnline(lastPlace?: Point): Promise<void> {
    if (lastPlace) this.vehicle.placeAt(lastPlace)
    await this.setAvailability('available')
    this.vehicle.report()
    await this.socket.connect()
    this.state = 'idle'
    this.attempt(this.findJob())
    this.parts.scheduler.after(this.jitterMs, () => this.tick())
  }

  /** Sends the last position and closes; the server notices the silence, as of a phone that is switched off. */
  stop(): void {
    this.isStopped = true
    this.vehicle.report()
    this.socket.close()
    this.state = 'offline'
  }

  /** Real milliseconds that `seconds` of the simulated city last. */
  scaledMs(seconds: number): number {
    return (seconds * 1_000) / this.parts.speed
  }

  attempt(work: Promise<unknown>): void {
    work.catch((error) => this.parts.stats.noteFailure(error))
  }

  private tick(): number | undefined {
    if (this.isStopped) return undefined
    const isThere = this.vehicle.advance()
    const nowMs = this.parts.nowMs()
    if (this.job) {
      if (isThere) this.job.onArrived()
    } else if (isThere && nowMs >= this.restUntilMs) this.idle(nowMs)
    return this.parts.reportEveryMs
  }

  private idle(nowMs: number): void {
    if (this.state === 'break') {
      this.state = 'idle'
      this.attempt(this.setAvailability('available'))
    } else if (this.temperament.takesBreak()) {
      this.state = 'break'
      this.restUntilMs = nowMs + this.scaledMs(this.temperament.breakS())
      this.attempt(this.setAvailability('paused'))
      return
    }
    const route = this.parts.world.idleRoute(this.number, this.vehicle.position, this.temperament.ways)
    this.state = route ? 'cruising' : 'idle'
    if (route) this.vehicle.follow(route)
    else this.restUntilMs = nowMs + this.scaledMs(this.temperament.idleS())
  }

  private read(frame: Frame): void {
    if (frame.type === 'offer') this.consider(frame.offer as OfferView)
    else if (frame.type === 'offer.withdrawn') this.offers.forget(frame.bookingId as string)
    else if (frame.type === 'booking') {
      const booking = frame.booking as BookingView
      if (this.job) this.job.onBooking(booking)
      else if (isAssignedTo(booking, this.session.userId)) this.attempt(this.begin(booking.id))
    } else if (frame.type === 'error') this.job?.check()
    else if (frame.type === 'positions.rejected') {
      for (const { reason } of frame.rejected as { reason: string }[])
        this.parts.stats.countError(`position_${reason}`)
    }
  }

  private consider(offer: OfferView): void {
    this.offers.consider(offer, {
      isFree: () => !this.isStopped && !this.job && this.state !== 'break',
      isFinishing: () => !this.isStopped && (this.state === 'to_dropoff' || this.state === 'unloading'),
      onAccepted: async (bookingId) => {
        if (!this.job) await this.begin(bookingId)
      },
    })
  }

  private async begin(bookingId: string): Promise<void> {
    if (this.beginning === bookingId) return
    this.beginning = bookingId
    this.offers.forget(bookingId)
    try {
      const booking = await this.session.call<BookingView>('GET', `/v1/bookings/${bookingId}`)
      this.socket.watch(bookingId)
      this.vehicle.halt()
      this.job = driveJob(this, booking, () => this.endJob(bookingId))
    } catch (error) {
      this.beginning = ''
      throw error
    }
  }

  private endJob(bookingId: string): void {
    this.job = undefined
    this.socket.forget(bookingId)
    this.beginning = ''
    this.vehicle.halt()
    this.state = 'idle'
    this.restUntilMs = this.parts.nowMs() + this.scaledMs(this.temperament.idleS())
    // It became theirs as this one ended, and the news of it may have come before the end was answered.
    if (this.offers.next) this.attempt(this.findJob())
  }

  /** After a loss of the connection: says again who is on duty, and looks what has become of the job. */
  private async catchUp(): Promise<void> {
    if (this.isStopped) return
    await this.setAvailability(this.state === 'break' ? 'paused' : 'available')
    await this.findJob()
  }

  /** Without a socket, offers and assignments are asked for. */
  private async poll(): Promise<void> {
    const { items } = await this.session.call<{ items: OfferView[] }>('GET', '/v1/driver/offers')
    for (const offer of items) this.consider(offer)
    await this.findJob()
  }

  private async findJob(): Promise<void> {
    if (this.job) {
      this.job.check()
      return
    }
    const page = await this.session.call<{ items: BookingView[] }>('GET', '/v1/bookings?limit=5')
    const active = page.items.find((booking) => isUnderWay(booking))
    if (active) await this.begin(active.id)
  }

  private async setAvailability(status: 'available' | 'paused'): Promise<void> {
    await this.session.call('PUT', '/v1/driver/availability', { status })
  }
}
