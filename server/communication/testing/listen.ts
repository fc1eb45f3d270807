import { Value } from '@sinclair/typebox/value'
import { createTestApp, until } from '../../testing/create-test-app.ts'
import { serverFrameSchemas } from '../describe-frames.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the socket sends
export type Frame = any
export type TestClient = Awaited<ReturnType<TestServer['connect']>>
export type TestServer = Awaited<ReturnType<typeof listen>>

/** The real app, listening, and real clients that connect to it. */
export async function listen(options: Parameters<typeof createTestApp>[0] = {}) {
  const t = await createTestApp(options)
  t.app.listen({ port: 0, hostname: '127.0.0.1' })
  const port = t.app.server?.port as number
  const url = `ws://127.0.0.1:${port}/v1/realtime`

  const ticketFor = async (as: string) =>
    (await t.request('POST', '/v1/realtime/tickets', { as })).body.ticket as string

  /** A client that keeps every frame; one that pings is answered, as apps do. */
  async function connect(hello: object | null, headers: Record<string, string> = {}) {
    const socket = new WebSocket(url, { headers } as unknown as string[])
    const frames: Frame[] = []
    const client = {
      socket,
      frames,
      closedWith: 0,
      reason: '',
      hasOpened: false,
      /** Frames that are not as the API document says. */
      broken: [] as string[],
      onFrame: (_frame: Frame) => {},
      send: (frame: object) => socket.send(JSON.stringify(frame)),
      /** Ends the connection without a word, as a lost network does. */
      cut: () => (socket as unknown as { terminate(): void }).terminate(),
      ofType: (type: string) => frames.filter((frame) => frame.type === type),
      frame: (matches: (frame: Frame) => boolean) => until(() => frames.find(matches)) as Promise<Frame>,
      problem: async (code: string) =>
        (await client.frame((frame) => frame.problem?.code === code)).problem as Frame,
    }
    socket.onopen = () => {
      client.hasOpened = true
    }
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data))
      frames.push(frame)
      const [error] = Value.Errors(serverFrameSchemas[frame.type as keyof typeof serverFrameSchemas], frame)
      if (error) client.broken.push(`${frame.type}${error.path}: ${error.message}`)
      if (frame.type === 'ping') client.send({ type: 'pong' })
      client.onFrame(frame)
    }
    socket.onclose = ({ code, reason }) => {
      client.closedWith = code
      client.reason = reason
    }
    await until(() => socket.readyState !== WebSocket.CONNECTING)
    if (hello) client.send({ type: 'hello', ...hello })
    return client
  }
  async function signedIn(token: string, more: object = {}) {
    const client = await connect({ ticket: await ticketFor(token), ...more })
    await client.frame((frame) => frame.type === 'welcome')
    return client
  }

  return {
    ...t,
    port,
    ticketFor,
    connect,
    signedIn,
    operator: () => t.signIn('operator@hexhaul.test'),
    async close() {
      await t.app.stop(true)
      await t.close()
    },
  }
}

/** A position of now, or `offsetMs` later. */
export const positionAt = (t: TestServer, lat: number, lng: number, offsetMs = 0) => ({
  lat,
  lng,
  recordedAt: new Date(t.clock.now().getTime() + offsetMs).toISOString(),
})
