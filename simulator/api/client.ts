import type { Random } from '../random.ts'
import type { Stats } from '../stats.ts'
import { ApiError, type Problem } from './types.ts'

export type RequestOptions = {
  token?: string | undefined
  idempotencyKey?: string
  /** A call that has the same effect when sent again; GET, PUT and calls with an Idempotency-Key always are. */
  isRepeatable?: boolean
  /** A status that the caller reckons with: no error to count. */
  expects?: number
}

const DEADLINE_MS = 15_000
const ATTEMPTS_MAX = 6
const LIMITED_ATTEMPTS_MAX = 200
const BACKOFF_MS = 250
const BACKOFF_MAX_MS = 8_000
const RETRY_AFTER_MAX_MS = 60_000
const IN_FLIGHT_MAX = 64
const DRAIN_MAX_MS = 3_000
const DRAIN_POLL_MS = 10
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** The call without what differs from one to the next, as in `POST /v1/offers/:id/accept`. */
const nameOf = (method: string, path: string) => `${method} ${path.split('?', 1)[0]?.replace(ID, ':id')}`

/** Requests to one server: bounded in number, patient with 429, retried with jitter where that is safe. */
export class ApiClient {
  readonly baseUrl: string
  private readonly random: Random
  private readonly stats: Stats
  private readonly stopping: AbortSignal
  private readonly waiting: (() => void)[] = []
  private inFlight = 0

  constructor(baseUrl: string, random: Random, stats: Stats, stopping: AbortSignal) {
    this.baseUrl = baseUrl.replace(/\/+$/, '')
    this.random = random
    this.stats = stats
    this.stopping = stopping
  }

  /** Settles when nothing is under way any more, or after a while. */
  async drain(): Promise<void> {
    const deadlineMs = performance.now() + DRAIN_MAX_MS
    while (this.inFlight > 0 && performance.now() < deadlineMs) await Bun.sleep(DRAIN_POLL_MS)
  }

  /** Sends and reads JSON. @throws ApiError for any answer that is no success, and code `unreachable` for none. */
  async request<T>(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    const isRepeatable =
      method === 'GET' ||
      method === 'PUT' ||
      options.idempotencyKey !== undefined ||
      options.isRepeatable === true
    for (let attempt = 1; ; attempt++) {
      const answer = await this.once<T>(method, path, body, options)
      if (answer.ok) return answer.value
      const { error, retryAfterMs } = answer
      if (error.status !== options.expects) this.stats.countError(error.code)
      // A 429 changed nothing, so that it may be sent again whatever it is.
      // It is asked for as long as the server says when, since it is the server that sets the pace.
      const isLimited = error.status === 429
      const isWorthIt = isLimited || (isRepeatable && (error.status >= 500 || error.status === 0))
      const attemptsMax = isLimited ? LIMITED_ATTEMPTS_MAX : ATTEMPTS_MAX
      if (!isWorthIt || attempt >= attemptsMax || this.stopping.aborted) throw error
      const backoffMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** attempt) * this.random.between(0.5, 1)
      await this.pause(Math.max(retryAfterMs * this.random.between(1, 1.2), backoffMs))
    }
  }

  private async once<T>(method: string, path: string, body: unknown, options: RequestOptions) {
    if (this.inFlight >= IN_FLIGHT_MAX) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.inFlight++
    const startedMs = performance.now()
    try {
      const headers: Record<string, string> = {}
      if (body !== undefined) headers['content-type'] = 'application/json'
      if (options.token) headers.authorization = `Bearer ${options.token}`
      if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
      const response = await fetch(this.baseUrl + path, {
        method,
        headers,
        signal: AbortSignal.timeout(DEADLINE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      this.stats.timeCall(nameOf(method, path), performance.now() - startedMs)
      if (response.ok) return { ok: true as const, value: (text ? JSON.parse(text) : undefined) as T }
      const retryAfterS = Number(response.headers.get('retry-after') ?? 0)
      return {
        ok: false as const,
        error: new ApiError(readProblem(response.status, text)),
        retryAfterMs: Math.min(RETRY_AFTER_MAX_MS, (Number.isFinite(retryAfterS) ? retryAfterS : 0) * 1_000),
      }
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause)
      const error = new ApiError({ status: 0, code: 'unreachable', detail: `${method} ${path}: ${detail}` })
      return { ok: false as const, error, retryAfterMs: 0 }
    } finally {
      this.inFlight--
      this.waiting.shift()?.()
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.stopping.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.stopping.addEventListener('abort', done)
    })
  }
}

function readProblem(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem>
    if (typeof body.code === 'string')
      return { ...body, status, code: body.code, detail: String(body.detail) }
  } catch {
    // A proxy in between answers with a page of its own; its status says enough.
  }
  return { status, code: `http_${status}`, detail: text.slice(0, 200) }
}
