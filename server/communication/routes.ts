import { Elysia, t } from 'elysia'
import type { Context, Deps } from '../platform/context.ts'
import { anyone, LIMITS, signedIn } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { object } from '../platform/http/schemas.ts'
import { readFrame } from './frames.ts'
import { handleFrame } from './handle-frame.ts'
import { createHub, HEARTBEAT_S, sendOpenOffers } from './hub.ts'
import { Session, type Wire } from './session.ts'
import { issueTicket, takeTicket } from './ticket.ts'

const HELLO_DEADLINE_MS = 5_000
const FRAME_MAX_BYTES = 64 * 1_024
const tags = ['Communication']

/** A socket from its opening on; `session` is there once its hello was accepted. */
type Peer = {
  wire: Wire
  session: Session | null
  isGreeting: boolean
  deadline: ReturnType<typeof setTimeout>
}

export const communicationRoutes = (http: HttpPlugin, deps: Deps) => {
  const hub = createHub(deps)
  const peers = new Map<string, Peer>()
  deps.stopping.addEventListener('abort', () => hub.stop(), { once: true })

  async function greet(peer: Peer, message: unknown): Promise<void> {
    peer.isGreeting = true
    const frame = readFrame(message)
    const holder = frame.type === 'hello' ? await takeTicket(deps, frame.ticket) : null
    if (!holder || frame.type !== 'hello') return peer.wire.close(4401, 'a valid ticket is needed')
    clearTimeout(peer.deadline)
    const sessionId = deps.newId()
    const context: Context = {
      ...deps,
      actor: { role: holder.role, id: holder.userId },
      requestId: sessionId,
    }
    const session = new Session(context, holder.userId, holder.endsAtMs, peer.wire)
    peer.session = session
    hub.add(session)
    session.send({ type: 'welcome', sessionId, heartbeatS: HEARTBEAT_S })
    for (const [bookingId, seq] of Object.entries(frame.resume?.bookings ?? {})) {
      session.seenSeq.set(bookingId, seq)
      session.inOrder(() => handleFrame(session, { type: 'subscribe', topic: `booking:${bookingId}` }))
    }
    if (holder.role === 'driver') session.inOrder(() => sendOpenOffers(session))
  }

  return new Elysia({ name: 'communication.routes', normalize: false })
    .use(http)
    .post('/v1/realtime/tickets', async ({ context, status }) => status(201, await issueTicket(context)), {
      access: signedIn(LIMITS.write),
      response: { 201: object({ ticket: t.String(), expiresIn: t.Integer() }) },
      detail: { tags, summary: 'A ticket that opens one socket within 30 s' },
    })
    .ws('/v1/realtime', {
      access: anyone(),
      detail: { tags, summary: 'The socket: send `hello` with a ticket first' },
      maxPayloadLength: FRAME_MAX_BYTES,
      open(ws) {
        const { raw } = ws
        const wire: Wire = {
          send: (text) => raw.send(text),
          close: (code, reason) => raw.close(code, reason),
          bufferedBytes: () => (raw as unknown as Bun.ServerWebSocket<unknown>).getBufferedAmount(),
        }
        const { headers } = ws.data
        const { origin } = headers
        const isForeign =
          origin && new URL(origin).host !== headers.host && !deps.config.corsOrigins.includes(origin)
        if (isForeign) return wire.close(4403, 'this origin may not connect')
        const deadline = setTimeout(() => wire.close(4401, 'no hello in time'), HELLO_DEADLINE_MS)
        peers.set(ws.id, { wire, session: null, isGreeting: false, deadline })
      },
      message(ws, message: unknown) {
        const peer = peers.get(ws.id)
        if (!peer) return
        const { session } = peer
        if (session) {
          session.heardAtMs = deps.clock.now().getTime()
          return session.inOrder(() => handleFrame(session, readFrame(message)))
        }
        if (peer.isGreeting) return
        greet(peer, message).catch(() => peer.wire.close(4401, 'a valid hello is needed'))
      },
      close(ws) {
        const peer = peers.get(ws.id)
        if (!peer) return
        peers.delete(ws.id)
        clearTimeout(peer.deadline)
        if (peer.session) hub.remove(peer.session)
      },
    })
}
