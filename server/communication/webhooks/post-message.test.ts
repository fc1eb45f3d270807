import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { makeSelfSigned } from '../../testing/self-signed.ts'
import { NETWORK, type Network, postMessage } from './post-message.ts'

const dir = mkdtempSync(join(tmpdir(), 'hexhaul-webhooks-'))
const closes: (() => void)[] = [() => rmSync(dir, { recursive: true, force: true })]
afterAll(() => {
  for (const close of closes.reverse()) close()
})
const WITH_HTTP = { webhooksAllowPrivate: false, webhooksAllowHttp: true }
const LENIENT = { webhooksAllowPrivate: true, webhooksAllowHttp: true }
const PUBLIC = '93.184.216.34'

/** A port on loopback that counts who comes. */
async function startTrap() {
  let connections = 0
  const server = createTcpServer((socket) => {
    connections++
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closes.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, connections: () => connections }
}

describe('a delivery to a host', () => {
  const post = (network: Network, url: string, rules = WITH_HTTP) =>
    postMessage(network, rules, { url, headers: {}, body: '{}', deadlineMs: 5_000 })

  test('that resolves to a private address, alone or beside a public one, connects to nobody', async () => {
    const trap = await startTrap()
    for (const answer of [['127.0.0.1'], [PUBLIC, '127.0.0.1'], ['::ffff:127.0.0.1'], ['::1', PUBLIC]]) {
      const network = { ...NETWORK, resolve: async () => answer }
      const { status, error } = await post(network, `http://hooks.example.com:${trap.port}/`)
      expect({ status, error }).toEqual({
        ...{ status: null, error: 'not sent: the host leads to an address that is not public' },
      })
    }
    expect(trap.connections()).toBe(0)
  })

  test('that changes its mind after the check is reached at the address that was checked, and asked once', async () => {
    const trap = await startTrap()
    const answers = [[PUBLIC], ['127.0.0.1'], ['127.0.0.1']]
    const targets: string[] = []
    const network: Network = {
      resolve: async () => answers.shift() ?? [],
      // The public address does not lead out of here in a test: nobody listens at the port in its stead.
      connect: ({ address }) => {
        targets.push(address)
        return connectTcp({ host: '127.0.0.1', port: 1 })
      },
    }
    const { status, error } = await post(network, `http://hooks.example.com:${trap.port}/`)
    expect({ status, targets, left: answers.length }).toEqual({ status: null, targets: [PUBLIC], left: 2 })
    expect(error).toMatch(/refused/i)
    expect(trap.connections()).toBe(0)
  })

  test('that resolvers do not know is reached over TLS at the pinned address, under its own name', async () => {
    const { certFile, keyFile } = makeSelfSigned(dir)
    const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)]
    const seen: object[] = []
    const server = createServer({ cert, key }, (request, response) => {
      const { servername } = request.socket as unknown as { servername: string }
      seen.push({ host: request.headers.host, servername })
      response.end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closes.push(() => server.close())
    const { port } = server.address() as AddressInfo
    const pinned = (trusted: boolean): Network => ({
      resolve: async () => ['127.0.0.1'],
      connect: ({ address, servername }): Socket =>
        connectTls({ host: address, port, ...(servername && { servername }), ...(trusted && { ca: cert }) }),
    })
    const url = `https://localhost:${port}/`
    expect(await post(pinned(true), url, LENIENT)).toEqual({ status: 200, response: 'ok', error: null })
    expect(seen).toEqual([{ host: `localhost:${port}`, servername: 'localhost' }])
    const foreign = await post(pinned(true), `https://hooks.example.com:${port}/`, LENIENT)
    expect(foreign.error).toMatch(/altnames|certificate/i)
    expect((await post(pinned(false), url, LENIENT)).error).toMatch(/self.signed/i)
    expect(seen).toHaveLength(1)
  })

  test('with several addresses is reached at the first that answers', async () => {
    const trap = await startTrap()
    const targets: string[] = []
    const network: Network = {
      resolve: async () => ['127.0.0.9', '127.0.0.1', '127.0.0.2'],
      connect: (target) => {
        targets.push(target.address)
        return NETWORK.connect(target)
      },
    }
    expect((await post(network, `http://hooks.example.com:${trap.port}/`, LENIENT)).status).toBe(200)
    expect(targets).toEqual(['127.0.0.9', '127.0.0.1'])
    expect(trap.connections()).toBe(1)
  })

  test('goes past a proxy of the environment', async () => {
    const [proxy, target] = [await startTrap(), await startTrap()]
    const code = `
      const { NETWORK, postMessage } = await import('${import.meta.dir}/post-message.ts')
      const post = { url: 'http://127.0.0.1:${target.port}/', headers: {}, body: '{}' }
      console.log((await postMessage(NETWORK, ${JSON.stringify(LENIENT)}, post)).status)`
    const address = `http://127.0.0.1:${proxy.port}`
    const env = { ...process.env, HTTP_PROXY: address, http_proxy: address, NO_PROXY: '', no_proxy: '' }
    const child = Bun.spawn(['bun', '-e', code], { env, stdout: 'pipe' })
    expect((await new Response(child.stdout).text()).trim()).toBe('200')
    expect([proxy.connections(), target.connections()]).toEqual([0, 1])
  })

  test('that never answers ends with its deadline', async () => {
    const server = createTcpServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closes.push(() => server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const late = { status: null, response: '', error: 'no answer in time' }
    expect(await postMessage(NETWORK, LENIENT, { url, headers: {}, body: '', deadlineMs: 200 })).toEqual(late)
    const deaf: Network = { ...NETWORK, resolve: () => new Promise(() => {}) }
    const named = { url: 'http://hooks.example.com/', headers: {}, body: '', deadlineMs: 200 }
    expect(await postMessage(deaf, LENIENT, named)).toEqual(late)
  })
})
