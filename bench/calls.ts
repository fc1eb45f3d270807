export type Point = { lat: number; lng: number }
export type Call = <T>(method: string, path: string, token?: string, body?: unknown) => Promise<T>
export type SignedIn = { accessToken: string; user: { id: string } }

const ANSWER_MAX_MS = 15_000
export const PASSWORD = 'hexhaul-demo'
export const CENTRE: Point = { lat: 12.97, lng: 77.59 }
/** Where the drivers of the mixed flow are: too far from the pickups to be offered what is for the sockets. */
export const ELSEWHERE: Point = { lat: CENTRE.lat + 0.1, lng: CENTRE.lng }
export const HAUL = { pickup: CENTRE, dropoff: { lat: 12.93, lng: 77.62 }, vehicleClass: 'van' }

/** Plain calls without retries, so that a failure ends the run instead of bettering its figures. */
export function callsTo(url: string): Call {
  return async <T>(method: string, path: string, token?: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(path === '/v1/bookings' && { 'idempotency-key': crypto.randomUUID() }),
      },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return (text ? JSON.parse(text) : undefined) as T
  }
}

/** The access token of one of the demo's sign-ins. */
export async function signIn(call: Call, who: string): Promise<string> {
  const credentials = { email: `${who}@hexhaul.test`, password: PASSWORD }
  return (await call<SignedIn>('POST', '/v1/auth/login', undefined, credentials)).accessToken
}

/** A quote that is booked at once; answers the id of the booking. */
export async function book(call: Call, customer: string): Promise<string> {
  const quote = await call<{ id: string }>('POST', '/v1/quotes', customer, HAUL)
  const order = { quoteId: quote.id, pickup: { address: '1 Mill Road' }, dropoff: { address: '2 Lake View' } }
  return (await call<{ id: string }>('POST', '/v1/bookings', customer, order)).id
}

export const cancel = (call: Call, customer: string, bookingId: string) =>
  call('POST', `/v1/bookings/${bookingId}/cancel`, customer, { reason: 'plans_changed' })

/** Runs `work` for 0 … count - 1, so many at once. */
export async function forEachAtOnce(count: number, atOnce: number, work: (i: number) => Promise<unknown>) {
  let next = 0
  const run = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}

/** The sum of a metric's samples, those with `label` alone if it is given; 0 when there is none yet. */
export async function readMetric(url: string, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  let sum = 0
  for (const [, labels = '', value] of text.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? (\\S+)$`, 'gm')))
    if (labels.includes(label)) sum += Number(value)
  return sum
}
