import type { Answer, Input, Method } from './routes.ts'
import { currentSession, keepSession, renewOnce } from './session.ts'
import type { BookingState, Problem } from './types.ts'

const TIMEOUT_MS = 10_000
/** Renewed this long before its end, so that no request finds the token expired. */
const RENEW_BEFORE_MS = 30_000

/** A failure that the server explained, or that no server answered (status 0). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Record<string, string>
  readonly currentState: BookingState | undefined
  constructor({ status, code, detail, errors = [], currentState }: Problem) {
    super(detail)
    this.status = status
    this.code = code
    this.fields = Object.fromEntries(errors.map(({ path, message }) => [path, message]))
    this.currentState = currentState
  }
}

/** Whether a change was refused because somebody else's came before it. */
export const isVersionMismatch = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'version_mismatch'

type Sending = {
  token?: string | undefined
  key?: string | undefined
  accept?: string | undefined
  /** What ends the waiting; else it lasts ten seconds. */
  signal?: AbortSignal | undefined
}

async function send(
  method: string,
  path: string,
  body: unknown,
  { token, key, accept, signal = AbortSignal.timeout(TIMEOUT_MS) }: Sending = {},
) {
  try {
    return await fetch(path, {
      method: method.toUpperCase(),
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(accept ? { accept } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
  } catch {
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' })
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.ok) return response.status === 204 ? undefined : response.json()
  const problem = (await response.json().catch(() => null)) as Problem | null
  const { status } = response
  throw new ApiError(problem ?? { status, code: 'unknown', detail: `The server answered ${status}.` })
}

/** Renews the session that had this token; one that the server refuses is over. */
function renew(token: string): Promise<void> {
  return renewOnce(async () => {
    const held = currentSession()
    if (!held || held.accessToken !== token) return
    const { refreshToken, renewalKey: key } = held
    try {
      keepSession(
        (await read(await send('post', '/v1/auth/refresh', { refreshToken }, { key }))) as Answer<
          'post',
          '/v1/auth/refresh'
        >,
      )
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
        keepSession(null)
      throw error
    }
  })
}

/** A path with its parameters in place and those of the query that have a value. */
export function addressOf(
  path: string,
  params: Record<string, string> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size > 0 ? `${filled}?${search}` : filled
}

type Values = {
  params?: Record<string, string>
  query?: object
  body?: unknown
  key?: string
  accept?: string
  signal?: AbortSignal
}

/** Sends as the signed-in user, renewing the session unseen. @throws ApiError where no server answers. */
async function ask(method: Method, path: string, values: Values): Promise<Response> {
  const { params, query, body, key, accept, signal } = values
  const address = addressOf(path, params, query as Record<string, unknown>)
  const session = currentSession()
  if (session && session.expiresAtMs - Date.now() < RENEW_BEFORE_MS) await renew(session.accessToken)
  const token = currentSession()?.accessToken
  const response = await send(method, address, body, { token, key, accept, signal })
  if (response.status !== 401 || !token) return response
  await renew(token)
  return send(method, address, body, { token: currentSession()?.accessToken, key, accept, signal })
}

/** Calls a route of the API as the signed-in user. @throws ApiError */
export async function call<M extends Method, Path extends string>(
  method: M,
  path: Path,
  input: Input<M, Path>,
): Promise<Answer<M, Path>> {
  return (await read(await ask(method, path, input as Values))) as Answer<M, Path>
}

/** What a route answers as CSV, as soon as it begins; the signal ends also what follows. @throws ApiError */
export async function openCsv<Path extends string>(
  path: Path,
  input: Input<'get', Path>,
  signal: AbortSignal,
): Promise<Response> {
  const response = await ask('get', path, { ...(input as Values), accept: 'text/csv', signal })
  if (!response.ok) await read(response)
  return response
}

/** Saves something as a file of the browser's downloads. */
export function saveFile(content: Blob, fileName: string): void {
  const href = URL.createObjectURL(content)
  const link = Object.assign(document.createElement('a'), { href, download: fileName })
  link.click()
  URL.revokeObjectURL(href)
}

/** A file of the API, by the path that an answer gives for it. @throws ApiError */
export async function readFile(path: string): Promise<Blob> {
  const response = await ask('get', path, {})
  if (!response.ok) await read(response)
  return response.blob()
}

export async function signIn(email: string, password: string) {
  keepSession(await call('post', '/v1/auth/login', { body: { email: email.trim(), password } }))
}

export async function signOut() {
  const refreshToken = currentSession()?.refreshToken
  keepSession(null)
  // The session is over here whether or not the server hears of it; its tokens end by themselves.
  if (refreshToken) await send('post', '/v1/auth/logout', { refreshToken }).catch(() => undefined)
}

/** The base map: GeoJSON that the API's schemas do not describe. */
export async function readBaseMap() {
  return (await read(await send('get', '/map/base.geojson', undefined))) as GeoJSON.FeatureCollection
}
