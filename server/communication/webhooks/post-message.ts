/*
 * One attempt over HTTP. The host is resolved once, every address that it has is checked, and the socket goes to a checked
 * one while certificate and Host header stay those of the name: a resolver that answers differently the next time (DNS
 * rebinding) is not asked a next time. Redirects are answers like any other. Nothing of the environment, such as a proxy,
 * is asked. The time is bounded as a whole, and so is what is read of an answer.
 */
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { faultOfUrl, hostOf, isPublicAddress, type TargetRules } from './check-target.ts'

const ATTEMPT_MAX_MS = 10_000
/** One of several addresses that does not answer leaves time for the others. */
const CONNECT_MAX_MS = 3_000
const ADDRESSES_MAX = 4
/** How much of an answer is read, and kept for the delivery log. */
export const RESPONSE_MAX_BYTES = 2_048
/** The status is the answer: its body is waited for no longer than this. */
const BODY_MAX_MS = 1_000

/** How a sender reaches the world. */
export type Network = {
  resolve(host: string): Promise<string[]>
  connect(target: { address: string; port: number; isTls: boolean; servername: string | undefined }): Socket
}
export type Outcome = { status: number | null; response: string; error: string | null }
type Post = { url: string; headers: Record<string, string>; body: string; deadlineMs?: number }

export const NETWORK: Network = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  connect: ({ address, port, isTls, servername }) =>
    isTls
      ? connectTls({ host: address, port, ...(servername && { servername }) })
      : connectTcp({ host: address, port }),
}

/** Posts a body and reads the beginning of the answer; whatever goes wrong is told in `error`. Never throws. */
export async function postMessage(network: Network, rules: TargetRules, post: Post): Promise<Outcome> {
  const failed = (error: string): Outcome => ({ status: null, response: '', error })
  const ends = AbortSignal.timeout(post.deadlineMs ?? ATTEMPT_MAX_MS)
  try {
    const url = new URL(post.url)
    // The rules may have become stricter since somebody typed it.
    const fault = faultOfUrl(post.url, rules)
    if (fault) return failed(`not sent: ${fault}`)
    const addresses = await within(ends, findAddresses(network, hostOf(url)))
    if (addresses.length === 0) return failed('not sent: the host has no address')
    const bad = rules.webhooksAllowPrivate ? undefined : addresses.find((it) => !isPublicAddress(it))
    if (bad) return failed('not sent: the host leads to an address that is not public')
    const socket = await connectToOne(network, url, addresses, ends)
    return await exchange(url, socket, post, ends)
  } catch (error) {
    const isLate = ends.aborted || (error instanceof Error && error.name === 'TimeoutError')
    return failed(isLate ? 'no answer in time' : describe(error))
  }
}

const findAddresses = async (network: Network, host: string) => (isIP(host) ? [host] : network.resolve(host))

/** Waits for `work` as long as `ends` allows. @throws its reason. */
function within<T>(ends: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // One that has aborted does not tell so again.
    if (ends.aborted) reject(ends.reason)
    ends.addEventListener('abort', () => reject(ends.reason), { once: true })
    work.then(resolve, reject)
  })
}

const isSecure = (url: URL) => url.protocol === 'https:'
const portOf = (url: URL) => Number(url.port) || (isSecure(url) ? 443 : 80)

/** Connects to the first address that answers, certificate included. @throws what the last of them said. */
async function connectToOne(network: Network, url: URL, addresses: readonly string[], ends: AbortSignal) {
  const [port, isTls] = [portOf(url), isSecure(url)]
  // A certificate of an address names the address; a server name is one that is not.
  const servername = isIP(hostOf(url)) ? undefined : hostOf(url)
  let failure: unknown
  for (const address of addresses.slice(0, ADDRESSES_MAX)) {
    ends.throwIfAborted()
    const socket = network.connect({ address, port, isTls, servername })
    try {
      const enough = AbortSignal.any([ends, AbortSignal.timeout(CONNECT_MAX_MS)])
      await within(enough, once(socket, isTls ? 'secureConnect' : 'connect'))
      return socket
    } catch (error) {
      failure = error
      drop(socket)
    }
  }
  throw failure
}

function exchange(url: URL, socket: Socket, post: Post, ends: AbortSignal): Promise<Outcome> {
  const request = (isSecure(url) ? requestHttps : requestHttp)({
    host: hostOf(url),
    port: portOf(url),
    path: url.pathname + url.search,
    method: 'POST',
    headers: { ...post.headers, host: url.host, 'content-length': String(Buffer.byteLength(post.body)) },
    createConnection: () => socket,
  })
  const answer = new Promise<Outcome>((resolve, reject) => {
    socket.once('error', reject)
    request.once('error', reject)
    request.once('response', (response: IncomingMessage) => resolve(readAnswer(response)))
    request.once('close', () => reject(new Error('the connection was closed without an answer')))
  })
  request.end(post.body)
  return within(ends, answer).finally(() => {
    // What is not read yet is of no interest.
    drop(request)
    drop(socket)
  })
}

function drop(stream: ClientRequest | Socket): void {
  stream.on('error', () => {}).destroy()
}

/** The status, and the beginning of the body as far as it comes: one that breaks off is an answer all the same. */
function readAnswer(response: IncomingMessage): Promise<Outcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const done = () => {
      clearTimeout(timer)
      const text = Buffer.concat(chunks).subarray(0, RESPONSE_MAX_BYTES).toString('utf8')
      resolve({ status: response.statusCode ?? null, response: text.replaceAll('\u0000', '�'), error: null })
    }
    const timer = setTimeout(done, BODY_MAX_MS)
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.byteLength
      if (bytes >= RESPONSE_MAX_BYTES) done()
    })
    for (const event of ['end', 'aborted', 'error', 'close']) response.once(event, done)
  })
}

const describe = (error: unknown) =>
  (error instanceof Error ? error.message || error.name : String(error)).slice(0, 500)
