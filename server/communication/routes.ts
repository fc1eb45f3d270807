import { Elysia, t } from 'elysia'
import type { Deps } from '../platform/context.ts'
import { anyone, LIMITS, signedIn } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { object } from '../platform/http/schemas.ts'
import { assertMayConnect, takeOver } from './elysia-socket.ts'
import { createHub } from './hub.ts'
import { Peer } from './peer.ts'
import { repeatWhileOpen } from './repeat-while-open.ts'
import { issueTicket } from './ticket.ts'

const PEER_SWEEP_MS = 250
/** Clients of a stopping server come back spread over this time, so that its neighbours are not run over. */
const RECONNECT_SPREAD_MS = 5_000
const tags = ['Communication']

export const communicationRoutes = (http: HttpPlugin, deps: Deps) => {
  const hub = createHub(deps)
  const peers = new Set<Peer>()
  const stopSweep = repeatWhileOpen(PEER_SWEEP_MS, deps.log, () => {
    const nowMs = deps.clock.now().getTime()
    for (const peer of peers) peer.sweep(nowMs)
  })
  const stop = () => {
    stopSweep()
    hub.stop()
    for (const peer of peers)
      peer.close(1012, `restarting: reconnect in ${Math.round(deps.random() * RECONNECT_SPREAD_MS)} ms`)
  }
  deps.stopping.addEventListener('abort', stop, { once: true })

  return new Elysia({ name: 'communication.routes', normalize: false })
    .use(http)
    .post('/v1/realtime/tickets', async ({ context, status }) => status(201, await issueTicket(context)), {
      access: signedIn(LIMITS.write),
      response: { 201: object({ ticket: t.String(), expiresIn: t.Integer() }) },
      detail: { tags, summary: 'A ticket that opens one socket within 30 s' },
    })
    .ws('/v1/realtime', {
      access: anyone(),
      raises: ['origin_not_allowed', 'stopping'],
      detail: {
        tags,
        summary: 'The socket: send `hello` with a ticket first',
        description: 'The frames of both directions are listed with their schemas on this page.',
        responses: { 101: { description: 'The connection is a WebSocket from here on' } },
      },
      beforeHandle: ({ headers }) => assertMayConnect(deps, headers),
      open(ws) {
        takeOver(ws, (wire) => {
          const peer = new Peer(deps, hub, wire, () => peers.delete(peer))
          peers.add(peer)
          return peer
        })
      },
    })
}
