import type { Problem, Session } from './types.ts'

const STORED_SESSION = 'hexhaul.session'
const TIMEOUT_MS = 10_000

/** A failure that the server explained, or that no server answered (status 0). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Record<string, string>
  constructor({ status, code, detail, errors = [] }: Omit<Problem, 'title'>) {
    super(detail)
    this.status = status
    this.code = code
    this.fields = Object.fromEntries(errors.map(({ path, message }) => [path, message]))
  }
}

const listeners = new Set<() => void>()
let raw = localStorage.getItem(STORED_SESSION)
let session = parse(raw)

function parse(text: string | null): Session | null {
  try {
    return text ? (JSON.parse(text) as Session) : null
  } catch {
    return null
  }
}

/** Other tabs renew the session too: what is stored is what counts. */
export function currentSession(): Session | null {
  const stored = localStorage.getItem(STORED_SESSION)
  if (stored !== raw) {
    raw = stored
    session = parse(stored)
  }
  return session
}

export function keepSession(next: Session | null) {
  if (next) localStorage.setItem(STORED_SESSION, JSON.stringify(next))
  else localStorage.removeItem(STORED_SESSION)
  for (const listener of listeners) listener()
}

export function onSessionChange(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

async function send(method: string, path: string, body: unknown, token: string | undefined) {
  try {
    return await fetch(path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' })
  }
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const problem = (await response.json().catch(() => null)) as Problem | null
  const { status } = response
  throw new ApiError(problem ?? { status, code: 'unknown', detail: `The server answered ${status}.` })
}

/** One renewal at a time over all tabs: a refresh token is good for one use only. */
async function renew(expired: string): Promise<void> {
  const work = async () => {
    const held = currentSession()
    if (!held || held.accessToken !== expired) return
    const { refreshToken } = held
    try {
      keepSession(await read<Session>(await send('POST', '/v1/auth/refresh', { refreshToken }, undefined)))
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
        keepSession(null)
      throw error
    }
  }
  // Browsers offer locks on secure origins only; elsewhere the check above has to do.
  await (navigator.locks ? navigator.locks.request(STORED_SESSION, work) : work())
}

/** Calls the API as the signed-in user; renews the session once, unseen. @throws ApiError */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const token = currentSession()?.accessToken
  let response = await send(method, path, body, token)
  if (response.status === 401 && token) {
    await renew(token)
    response = await send(method, path, body, currentSession()?.accessToken)
  }
  return read<T>(response)
}

export async function signIn(email: string, password: string) {
  keepSession(
    await read<Session>(await send('POST', '/v1/auth/login', { email: email.trim(), password }, undefined)),
  )
}

export async function signOut() {
  const refreshToken = currentSession()?.refreshToken
  keepSession(null)
  if (refreshToken) await send('POST', '/v1/auth/logout', { refreshToken }, undefined).catch(() => undefined)
}

/** A path with those parameters that have a value. */
export function withQuery(path: string, parameters: Record<string, string | undefined>) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value)
  const text = query.toString()
  return text ? `${path}?${text}` : path
}
