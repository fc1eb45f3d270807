/*
 * What Elysia 1.4 does to sockets, kept in this file (each line is watched by elysia-socket.test.ts):
 * - It parses text before we see it, so that `5` and `true` arrive as values and broken JSON as text; it drops what a
 *   handler throws; it wraps each message in a new object with a dozen bound methods. So its handlers are replaced on
 *   the raw socket: text and bytes arrive as they were sent, and errors are ours.
 * - `beforeHandle` runs twice for an upgrade: what runs there must do no harm when repeated.
 * - The options of a `.ws()` route do not reach the server: the limits are given to the app, below.
 * - Any Origin is let in: `assertMayConnect` looks before the upgrade.
 */
import { DomainError } from '../errors.ts'
import type { Deps } from '../platform/context.ts'
import type { Wire } from './session.ts'

const FRAME_MAX_BYTES = 64 * 1_024
/** Where Bun itself gives up on a peer; ours closes long before. */
const BACKPRESSURE_MAX_BYTES = 4 * 1_024 * 1_024
/** A peer with more than this unsent would keep it in memory until it reads again, which may be never. */
const LINGER_MAX_BYTES = 64 * 1_024
const IDLE_MAX_S = 120

export const SOCKET_OPTIONS = {
  maxPayloadLength: FRAME_MAX_BYTES,
  backpressureLimit: BACKPRESSURE_MAX_BYTES,
  closeOnBackpressureLimit: true,
  idleTimeout: IDLE_MAX_S,
}

export type SocketPeer = { receive(message: string | Uint8Array): void; closed(): void }
type Handlers = { message: (socket: unknown, message: string | Uint8Array) => void; close: () => void }

/** Gives the socket to a peer of ours, past Elysia's own handling. */
export function takeOver(elysiaSocket: { raw: unknown }, makePeer: (wire: Wire) => SocketPeer): void {
  const socket = elysiaSocket.raw as Bun.ServerWebSocket<Handlers>
  const peer = makePeer({
    send: (text) => socket.sendText(text),
    bufferedBytes: () => socket.getBufferedAmount(),
    close(code, reason) {
      socket.close(code, reason)
      if (socket.getBufferedAmount() > LINGER_MAX_BYTES) socket.terminate()
    },
  })
  socket.data.message = (_socket, message) => peer.receive(message)
  socket.data.close = () => peer.closed()
}

type UpgradeHeaders = Record<string, string | undefined>

/** Looks at an upgrade before it happens. @throws DomainError origin_not_allowed, stopping. */
export function assertMayConnect({ config, stopping }: Deps, headers: UpgradeHeaders): void {
  const { origin, host } = headers
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
  if (!isOwn && !config.corsOrigins.includes(origin))
    throw new DomainError('forbidden', 'origin_not_allowed', 'This origin may not connect.')
  if (stopping.aborted)
    throw new DomainError('unavailable', 'stopping', 'The server is stopping; come back in a moment.')
}
