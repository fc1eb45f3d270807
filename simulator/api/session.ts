import type { ApiClient, RequestOptions } from './client.ts'
import { ApiError, type SignedIn, type Tokens } from './types.ts'

export type Credentials = { email: string; password: string }
export type Registration = Credentials & {
  role: 'customer' | 'driver'
  name: string
  phone: string
  vehicleClass?: string
}

/** Renewed this long before its end, so that no call meets a token that has just run out. */
const RENEW_MARGIN_MS = 30_000

/** One signed-in account; renews its token by itself, and signs in again when that is refused. */
export class Session {
  userId = ''
  private readonly client: ApiClient
  private readonly credentials: Credentials
  private readonly nowMs: () => number
  private tokens: Tokens | undefined
  /** Sent with the refresh token, so that a renewal whose answer was lost can be asked for again. */
  private renewalKey = ''
  private expiresAtMs = 0
  private renewing: Promise<void> | undefined

  constructor(client: ApiClient, credentials: Credentials, nowMs: () => number) {
    this.client = client
    this.credentials = credentials
    this.nowMs = nowMs
  }

  /** @throws ApiError 401 when there is no such account, or another password. */
  async logIn(): Promise<void> {
    const { email, password } = this.credentials
    this.keep(
      await this.client.request<SignedIn>(
        'POST',
        '/v1/auth/login',
        { email, password },
        { isRepeatable: true, expects: 401 },
      ),
    )
  }

  async register(registration: Registration): Promise<void> {
    const options = { expects: 409 }
    this.keep(await this.client.request<SignedIn>('POST', '/v1/auth/register', registration, options))
  }

  async call<T>(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    const token = await this.freshToken()
    try {
      return await this.client.request<T>(method, path, body, { ...options, token })
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      await this.once(() => this.logIn())
      return this.client.request<T>(method, path, body, { ...options, token: this.tokens?.accessToken })
    }
  }

  private async freshToken(): Promise<string> {
    if (this.nowMs() > this.expiresAtMs - RENEW_MARGIN_MS) {
      await this.once(() => this.renew())
    }
    if (!this.tokens) throw new Error('not signed in')
    return this.tokens.accessToken
  }

  /** However many calls find the token too old: one of them gets the new one for all. */
  private once(renew: () => Promise<void>): Promise<void> {
    this.renewing ??= renew().finally(() => {
      this.renewing = undefined
    })
    return this.renewing
  }

  private async renew(): Promise<void> {
    if (!this.tokens) return this.logIn()
    try {
      const { refreshToken } = this.tokens
      const options = { idempotencyKey: this.renewalKey }
      const renewed = await this.client.request<Tokens>('POST', '/v1/auth/refresh', { refreshToken }, options)
      this.keepTokens(renewed)
    } catch (error) {
      // Only a refusal ends the session; a server that is away says nothing about it.
      if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error
      await this.logIn()
    }
  }

  private keep(signedIn: SignedIn): void {
    this.userId = signedIn.user.id
    this.keepTokens(signedIn)
  }

  private keepTokens({ accessToken, refreshToken, expiresIn }: Tokens): void {
    this.tokens = { accessToken, refreshToken, expiresIn }
    this.renewalKey = crypto.randomUUID()
    this.expiresAtMs = this.nowMs() + expiresIn * 1_000
  }
}
