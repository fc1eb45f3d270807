import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { DEMO_PASSWORD, seedDemo, seedReference } from '../../db/seed.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { until } from '../testing/create-test-app.ts'

/* A whole haul against the server as its own process, at its most talkative; then what it logged and what it measured. */
const SETUP_MS = 60_000
const TO_PICKUP = ['en_route_to_pickup', 'arrived_at_pickup', 'goods_collected']
const STEPS = [...TO_PICKUP, 'arrived_at_dropoff', 'delivered']
const NAME = 'Asha Quillfeather'
const PERSON = { name: NAME, email: 'asha.quillfeather@example.com', phone: '+91 80 5550 0142' }
const PASSWORD = 'plum-velvet-harbour-31'
const PICKUP = { address: '14 Thimble Road', contact: { name: 'Ravi Undershaw', phone: '+91 80 5550 0777' } }
const DROPOFF = { address: '2 Gossamer View' }
const HERE = { lat: 12.97, lng: 77.59 }
/** Nothing of this may be in the log; every token that was handed out joins it on the way. */
const secrets = [
  ...[PERSON.name, PERSON.email, PERSON.phone, PASSWORD, DEMO_PASSWORD, '$argon2', 'Bearer '],
  ...[PICKUP.address, PICKUP.contact.name, PICKUP.contact.phone, DROPOFF.address],
]

let base: string
let output = ''
let bookingId: string
let figures: string
// biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
type Answer = { status: number; body: any; requestId: string }

async function call(method: string, path: string, as?: string, body?: unknown): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(as && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'idempotency-key': crypto.randomUUID(),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const answer = text.startsWith('{') ? JSON.parse(text) : text
  for (const field of ['accessToken', 'refreshToken', 'ticket', 'url'])
    if (answer[field]) secrets.push(String(answer[field]).split('/').at(-1) as string)
  return { status: response.status, body: answer, requestId: response.headers.get('x-request-id') ?? '' }
}
const signIn = async (email: string) =>
  (await call('POST', '/v1/auth/login', undefined, { email, password: DEMO_PASSWORD })).body.accessToken

beforeAll(async () => {
  const database = await createTestDatabase()
  await seedReference(database.db)
  await seedDemo(database.db, () => Bun.randomUUIDv7(), new Date())
  const server = Bun.spawn(['bun', 'commands/start.ts'], {
    stdout: 'pipe',
    stderr: 'inherit',
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      PORT: '0',
      LOG_LEVEL: 'debug',
      RATE_LIMIT_SCALE: '1000',
    },
  })
  const read = (async () => {
    for await (const chunk of server.stdout) output += new TextDecoder().decode(chunk)
  })()
  afterAll(() => server.kill('SIGKILL'))
  base = await until(() => /answers at (\S+)/.exec(output)?.[1])
  await haul()
  figures = await until(async () => {
    const text = (await call('GET', '/metrics')).body as string
    return text.includes('hexhaul_event_lag{') ? text : undefined
  })
  server.kill('SIGINT')
  await server.exited
  await read
  await database.close()
}, SETUP_MS)

async function haul(): Promise<void> {
  const account = { role: 'customer', ...PERSON, password: PASSWORD }
  const customer = (await call('POST', '/v1/auth/register', undefined, account)).body.accessToken
  await call('POST', '/v1/auth/register', undefined, account)
  await call('POST', '/v1/auth/login', undefined, { email: PERSON.email, password: `${PASSWORD}!` })
  await call('GET', '/v1/me', `${customer}x`)
  await call('POST', '/v1/bookings', customer, {
    quoteId: PERSON.email,
    pickup: PICKUP,
    dropoff: PERSON.phone,
  })
  const driver = await signIn('driver@hexhaul.test')
  const { ticket } = (await call('POST', '/v1/realtime/tickets', driver)).body
  const socket = new WebSocket(`${base.replace('http', 'ws')}/v1/realtime`)
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', ticket }))
  await new Promise((welcomed) => {
    socket.onmessage = welcomed
  })
  const position = () => ({ ...HERE, recordedAt: new Date().toISOString() })
  await call('PUT', '/v1/driver/availability', driver, { status: 'available', position: position() })
  const trip = { pickup: HERE, dropoff: { lat: 12.93, lng: 77.62 }, vehicleClass: 'van' }
  const quote = (await call('POST', '/v1/quotes', customer, trip)).body
  const order = { quoteId: quote.id, pickup: PICKUP, dropoff: DROPOFF }
  bookingId = (await call('POST', '/v1/bookings', customer, order)).body.id
  const share = (await call('POST', `/v1/bookings/${bookingId}/share`, customer)).body.url as string
  await call('GET', new URL(share).pathname)
  const offer = await until(async () => (await call('GET', '/v1/driver/offers', driver)).body.items[0])
  let { version } = (await call('POST', `/v1/offers/${offer.id}/accept`, driver)).body
  await call('POST', '/v1/driver/positions', driver, { positions: [{ ...position(), lat: 200 }, position()] })
  for (const status of STEPS) {
    const report = { status, version, ...(status === 'delivered' && { proof: { signedBy: PERSON.name } }) }
    version = (await call('POST', `/v1/bookings/${bookingId}/status`, driver, report)).body.version
  }
  await until(
    async () => (await call('GET', `/v1/bookings/${bookingId}`, customer)).body.state === 'delivered',
  )
}

const lines = () =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
/** The samples of a metric, by their labels as Prometheus writes them. */
const samples = (name: string) =>
  new Map(
    [...figures.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? (\\S+)$`, 'gm'))].map(([, labels, value]) => [
      labels ?? '',
      Number(value),
    ]),
  )
const sum = (name: string, label = '') =>
  [...samples(name)]
    .filter(([labels]) => labels.includes(label))
    .reduce((total, [, value]) => total + value, 0)

describe('the log', () => {
  test('tells nothing that is secret or personal', () => {
    expect(lines().length).toBeGreaterThan(20)
    expect(secrets.length).toBeGreaterThan(15)
    for (const secret of secrets)
      expect({ secret, isTold: output.includes(secret) }).toEqual({ secret, isTold: false })
  })

  test('follows a booking by its id through requests and moves', () => {
    const about = lines().filter((line) => line.bookingId === bookingId)
    const moves = about.filter(({ msg }) => msg === 'booking moves')
    expect(moves.map(({ to }) => to)).toEqual(['searching', 'assigned', ...STEPS])
    const requests = about.filter(({ msg }) => msg === 'answered').map(({ requestId }) => requestId)
    for (const { requestId } of moves.slice(2)) expect(requests).toContain(requestId)
  })

  test('names each request by its id, its route and its code, never by its address', () => {
    const answered = lines().filter(({ msg }) => msg === 'answered')
    expect(answered.find(({ code }) => code === 'credentials_invalid')).toMatchObject({
      level: 30,
      method: 'POST',
      route: '/v1/auth/login',
      status: 401,
    })
    expect(answered.some(({ route }) => route === '/v1/track/:token')).toBe(true)
    for (const { requestId } of answered) expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(lines().filter(({ level }) => Number(level) >= 50)).toEqual([])
  })
})

describe('the metrics', () => {
  const requests = 'hexhaul_http_request_seconds_count'

  test('count each request by method, route pattern and status', () => {
    const by = (method: string, route: string, status: number) =>
      samples(requests).get(`{method="${method}",route="${route}",status="${status}"}`)
    expect(by('POST', '/v1/auth/register', 201)).toBe(1)
    expect(by('POST', '/v1/auth/register', 409)).toBe(1)
    expect(by('POST', '/v1/auth/login', 401)).toBe(1)
    expect(by('GET', '/v1/me', 401)).toBe(1)
    expect(by('POST', '/v1/bookings', 201)).toBe(1)
    expect(by('POST', '/v1/bookings', 422)).toBe(1)
    expect(by('POST', '/v1/bookings/:id/status', 200)).toBe(STEPS.length)
    expect(by('GET', '/v1/track/:token', 200)).toBe(1)
    expect(figures).not.toContain(bookingId)
  })

  test('time each request', () => {
    expect(sum('hexhaul_http_request_seconds_sum')).toBeGreaterThan(0)
    expect(sum('hexhaul_http_request_seconds_bucket', 'le="+Inf"')).toBe(sum(requests))
  })

  test('tell the sockets, the index, the ticks, the offers, the moves, the positions and the lag', () => {
    expect(samples('hexhaul_sockets').get('{role="driver"}')).toBe(1)
    expect(sum('hexhaul_index_drivers')).toBeGreaterThanOrEqual(1)
    expect(sum('hexhaul_dispatch_tick_seconds_count')).toBeGreaterThan(0)
    expect(samples('hexhaul_offers_total').get('{outcome="accepted"}')).toBe(1)
    expect(samples('hexhaul_booking_moves_total').get('{state="delivered"}')).toBe(1)
    expect(sum('hexhaul_positions_accepted_total')).toBeGreaterThanOrEqual(1)
    expect(sum('hexhaul_positions_rejected_total')).toBe(1)
    expect(samples('hexhaul_event_lag').size).toBeGreaterThanOrEqual(2)
    for (const lag of samples('hexhaul_event_lag').values()) expect(lag).toBeWithin(0, 100)
    expect(sum('hexhaul_undeclared_errors_total')).toBe(0)
  })
})
