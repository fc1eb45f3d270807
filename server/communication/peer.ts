import type { Context, Deps } from '../platform/context.ts'
import type { SocketPeer } from './elysia-socket.ts'
import { readFrame } from './frames.ts'
import { handleFrame } from './handle-frame.ts'
import { HEARTBEAT_S, type Hub } from './hub.ts'
import { type Credentials, Session, type Wire } from './session.ts'
import { takeTicket } from './ticket.ts'

const HELLO_DEADLINE_MS = 5_000
/** Frames that may follow a hello before its answer. */
const EARLY_FRAMES_MAX = 50

type Message = string | Uint8Array

/** A socket from its opening on; nothing but a hello is read until its ticket was taken. */
export class Peer implements SocketPeer {
  private readonly deps: Deps
  private readonly hub: Hub
  private readonly wire: Wire
  private readonly openedAtMs: number
  private readonly onClosed: (peer: Peer) => void
  private session: Session | null = null
  private isGreeting = false
  private early: Message[] = []

  constructor(deps: Deps, hub: Hub, wire: Wire, onClosed: (peer: Peer) => void) {
    this.deps = deps
    this.hub = hub
    this.wire = wire
    this.onClosed = onClosed
    this.openedAtMs = deps.clock.now().getTime()
  }

  receive(message: Message): void {
    const { session } = this
    if (session) {
      session.heardAtMs = this.deps.clock.now().getTime()
      session.receive(() => handleFrame(this.hub, session, readFrame(message)))
    } else if (!this.isGreeting) void this.greet(message)
    else if (this.early.length < EARLY_FRAMES_MAX) this.early.push(message)
    else this.close(4429, 'too many frames at once')
  }

  /** Ends a socket that has not said a valid hello in time. */
  sweep(nowMs: number): void {
    if (!this.session && nowMs - this.openedAtMs >= HELLO_DEADLINE_MS) this.close(4401, 'no hello in time')
  }

  close(code: number, reason: string): void {
    if (this.session) this.hub.remove(this.session)
    this.wire.close(code, reason)
  }

  closed(): void {
    if (this.session) this.hub.remove(this.session)
    this.onClosed(this)
  }

  private async greet(message: Message): Promise<void> {
    this.isGreeting = true
    try {
      const frame = readFrame(message)
      const credentials = frame.type === 'hello' ? await takeTicket(this.deps, frame.ticket) : null
      if (!credentials || frame.type !== 'hello') return this.close(4401, 'a valid ticket is needed')
      this.welcome(credentials, frame.resume?.bookings ?? {})
    } catch (error) {
      this.deps.log.debug({ err: error }, 'hello refused')
      this.close(4401, 'a valid hello is needed')
    }
  }

  private welcome(credentials: Credentials, seen: Record<string, number>): void {
    const { deps, hub } = this
    const sessionId = deps.newId()
    const { userId, role, familyId } = credentials
    const context: Context = {
      ...deps,
      actor: { role, id: userId, ...(familyId && { familyId }) },
      requestId: sessionId,
    }
    const wire: Wire = { ...this.wire, close: (code, reason) => this.close(code, reason) }
    const session = new Session(context, credentials, wire)
    this.session = session
    hub.add(session)
    session.send({ type: 'welcome', sessionId, heartbeatS: HEARTBEAT_S })
    for (const [bookingId, seq] of Object.entries(seen))
      session.inOrder(() => hub.feed.resume(session, bookingId, seq))
    if (role === 'driver') {
      session.inOrder(() => hub.feed.followOwnHaul(session))
      session.inOrder(() => hub.offers.sendOpen(session))
    }
    for (const message of this.early) this.receive(message)
    this.early = []
  }
}
