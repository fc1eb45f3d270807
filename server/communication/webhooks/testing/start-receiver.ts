import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { path: string; headers: Record<string, string>; body: string }
export type Receiver = Awaited<ReturnType<typeof startReceiver>>
type Answer = (response: ServerResponse, received: Received) => void

export const answering =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body)
  }

/** A real receiver on loopback: keeps what it is sent, and answers as `answer` says, which may change meanwhile. */
export async function startReceiver(answer: Answer = answering(204)) {
  const received: Received[] = []
  let connections = 0
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { path: request.url ?? '', headers: request.headers as Record<string, string>, body }
    received.push(one)
    receiver.answer(response, one)
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver = {
    answer,
    received,
    port,
    url: `http://127.0.0.1:${port}/hooks`,
    connections: () => connections,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
