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
import fc from 'fast-check'
import { makeSelfSigned } from '../../testing/self-signed.ts'
import { faultOfUrl, isPublicAddress } from './check-target.ts'
import { NETWORK, type Network, postMessage } from './post-message.ts'

const dir = mkdtempSync(join(tmpdir(), 'hexhaul-webhooks-'))
const closes: (() => void)[] = [() => rmSync(dir, { recursive: true, force: true })]
afterAll(() => {
  for (const close of closes.reverse()) close()
})
const STRICT = { webhooksAllowPrivate: false, webhooksAllowHttp: false }
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

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '192.0.0.192',
    '198.18.0.1',
    '203.0.113.1',
    '240.0.0.1',
    '168.63.129.16',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '::127.0.0.1',
    'fec0::1',
    'nonsense',
    '',
  ])('such as %s is none of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each([
    '8.8.8.8',
    PUBLIC,
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
  ])('such as %s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test('of a private network stays private however it is written', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log('seed', seed)
    const firsts = fc.constantFrom(10, 127, 0)
    fc.assert(
      fc.property(firsts, octet, octet, octet, (a, b, c, d) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d
        const hex = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)]
        const written = [
          `${a}.${b}.${c}.${d}`,
          `${number}`,
          `0x${number.toString(16)}`,
          `${a}.${b * 65_536 + c * 256 + d}`,
          `[::ffff:${a}.${b}.${c}.${d}]`,
          `[::ffff:${hex.join(':')}]`,
          `[64:ff9b::${hex.join(':')}]`,
        ]
        for (const host of written) expect(faultOfUrl(`https://${host}/`, STRICT)).not.toBeNull()
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('the address of a webhook', () => {
  test.each([
    'ftp://example.com/',
    'http://example.com/',
    'https://user@example.com/',
    'https://user:pw@example.com/',
    'https://example.com/#top',
    'https://localhost/',
    'https://api.localhost./',
    'https://db.internal/',
    'https://printer.local/',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://example.com:22/',
    'https://example.com:6379x/',
    'https://169.254.169.254/latest/meta-data',
    'example.com/hooks',
    '',
  ])('may not be %s', (url) => {
    expect(faultOfUrl(url, STRICT)).not.toBeNull()
  })

  test.each(['https://example.com', 'https://example.com:8443/hooks?a=b', 'https://example.com:443/'])(
    'may be %s',
    (url) => {
      expect(faultOfUrl(url, STRICT)).toBeNull()
    },
  )

  test('may lack TLS and be private only where that is configured', () => {
    expect(faultOfUrl('http://example.com/', WITH_HTTP)).toBeNull()
    expect(faultOfUrl('http://127.0.0.1:22/', LENIENT)).toBeNull()
    expect(faultOfUrl('http://user@127.0.0.1/', LENIENT)).not.toBeNull()
  })
})

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
