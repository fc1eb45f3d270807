const PASSWORD = 'hexhaul-demo'
const FIT_ATTEMPTS = 200
const FIT_RETRY_MS = 50
const SIGN_UPS_AT_ONCE = 4
const SPREAD_DEG = 0.04
const FRAMES_PER_PONG = 4
const OPEN_MAX_MS = 10_000
export const CENTRE = { lat: 12.97, lng: 77.59 }

export type Call = <T>(method: string, path: string, token?: string, body?: unknown) => Promise<T>
type SignedIn = { accessToken: string; user: { id: string } }
type Frame = { type: string; offer?: { bookingId: string } }

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
      signal: AbortSignal.timeout(15_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return (text ? JSON.parse(text) : undefined) as T
  }
}

export const signIn = async (call: Call, who: string) =>
  (
    await call<SignedIn>('POST', '/v1/auth/login', undefined, {
      email: `${who}@hexhaul.test`,
      password: PASSWORD,
    })
  ).accessToken

/** Runs `work` for 0 … count - 1, so many at once. */
export async function forEachAtOnce(count: number, atOnce: number, work: (i: number) => Promise<unknown>) {
  let next = 0
  const run = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}

/** A driver on duty, with their socket. */
export class BenchDriver {
  onOffer: (bookingId: string) => void = () => {}
  private readonly place: { lat: number; lng: number }
  private readonly socket: WebSocket
  private lastMs = Date.now()
  private onPong: () => void = () => {}

  private constructor(socket: WebSocket, place: { lat: number; lng: number }) {
    this.socket = socket
    this.place = place
  }

  static async connect(call: Call, url: string, token: string, place: { lat: number; lng: number }) {
    const { ticket } = await call<{ ticket: string }>('POST', '/v1/realtime/tickets', token)
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/realtime`)
    const driver = new BenchDriver(socket, place)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no welcome on a socket')), OPEN_MAX_MS)
      socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', ticket }))
      socket.onclose = () => driver.onPong()
      socket.onmessage = (message) => {
        const frame = JSON.parse(String(message.data)) as Frame
        if (frame.type === 'pong') driver.onPong()
        else if (frame.type === 'ping') socket.send('{"type":"pong"}')
        else if (frame.type === 'offer' && frame.offer) driver.onOffer(frame.offer.bookingId)
        else if (frame.type === 'welcome') {
          clearTimeout(timer)
          resolve()
        }
      }
    })
    return driver
  }

  /** One frame with one position, a little north or south of the last. */
  report(): void {
    this.lastMs = Math.max(this.lastMs + 1, Date.now())
    const lat = this.place.lat + (this.lastMs % 10) * 1e-6
    const position = { lat, lng: this.place.lng, recordedAt: new Date(this.lastMs).toISOString() }
    this.socket.send(JSON.stringify({ type: 'positions', positions: [position] }))
  }

  /** Reports until `endMs` as fast as the server answers: it has read all that was sent before its pong. */
  async reportUntil(endMs: number): Promise<void> {
    while (performance.now() < endMs) {
      if (this.socket.readyState !== WebSocket.OPEN) throw new Error('a socket was closed')
      for (let i = 0; i < FRAMES_PER_PONG; i++) this.report()
      await new Promise<void>((resolve) => {
        this.onPong = resolve
        this.socket.send('{"type":"ping"}')
      })
    }
  }

  close(): void {
    this.socket.close(1000)
  }
}

/** Signs up drivers around the centre, approves and equips them, and puts them on duty. */
export async function createFleet(call: Call, url: string, count: number): Promise<BenchDriver[]> {
  const admin = await signIn(call, 'admin')
  const fleet: BenchDriver[] = []
  await forEachAtOnce(count, SIGN_UPS_AT_ONCE, async (i) => {
    const serial = String(i).padStart(4, '0')
    const { accessToken, user } = await call<SignedIn>('POST', '/v1/auth/register', undefined, {
      role: 'driver',
      name: `Bench Driver ${serial}`,
      email: `bench-driver-${serial}@hexhaul.test`,
      phone: `+91902000${serial}`,
      password: PASSWORD,
      vehicleClass: 'van',
    })
    const vehicle = { vehicleClass: 'van', make: 'Carrier', model: 'City', year: 2024 }
    const made = await call<{ id: string }>('POST', '/v1/admin/vehicles', admin, {
      ...vehicle,
      plate: `BENCH ${serial}`,
      capacityKg: 800,
      capacityM3: 5,
    })
    await call('PATCH', `/v1/admin/drivers/${user.id}`, admin, { approval: 'approved', vehicleId: made.id })
    // A sunflower's spiral: even over the disc, and the same on every run.
    const radius = SPREAD_DEG * Math.sqrt((i + 0.5) / count)
    const place = {
      lat: CENTRE.lat + radius * Math.sin(i * 2.4),
      lng: CENTRE.lng + radius * Math.cos(i * 2.4),
    }
    await goOnDuty(call, accessToken, place)
    fleet.push(await BenchDriver.connect(call, url, accessToken, place))
  })
  return fleet
}

/** An approval reaches the driver index a moment after its answer; until then going on duty is refused. */
async function goOnDuty(call: Call, token: string, place: { lat: number; lng: number }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const position = { ...place, recordedAt: new Date().toISOString() }
      await call('PUT', '/v1/driver/availability', token, { status: 'available', position })
      return
    } catch (error) {
      if (attempt >= FIT_ATTEMPTS || !String(error).includes('driver_not_approved')) throw error
      await Bun.sleep(FIT_RETRY_MS)
    }
  }
}
