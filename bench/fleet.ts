import { join } from 'node:path'
import {
  type Call,
  CENTRE,
  ELSEWHERE,
  forEachAtOnce,
  PASSWORD,
  type Point,
  type SignedIn,
  signIn,
} from './calls.ts'
import { onEnd } from './cleanup.ts'
import type { Order, Seat, Told } from './fleet-process.ts'

const SIGN_UPS_AT_ONCE = 8
const FIT_ATTEMPTS = 400
const FIT_RETRY_MS = 50
const SPREAD_DEG = 0.04
/** Drivers without a socket, whose positions are part of the mixed flow. */
const REST_DRIVERS = 16

/** The process that holds the drivers' sockets; one order at a time. */
export class Fleet {
  /** The first offer of each booking, by `performance.timeOrigin + performance.now()`. */
  readonly offeredMs = new Map<string, number>()
  readonly size: number
  private readonly child: Bun.Subprocess
  private settle: { resolve(delaysMs: number[]): void; reject(error: Error): void } | null = null

  private constructor(size: number) {
    this.size = size
    this.child = Bun.spawn([process.execPath, join(import.meta.dir, 'fleet-process.ts')], {
      stdio: ['ignore', 'inherit', 'inherit'],
      ipc: (told: Told) => this.hear(told),
      onExit: () => this.settle?.reject(new Error('the process of the fleet ended')),
    })
    onEnd(async () => {
      this.child.kill('SIGKILL')
      await this.child.exited
    })
  }

  /** Signs up so many drivers, puts them on duty and connects them. */
  static async create(call: Call, url: string, count: number): Promise<Fleet> {
    const seats = await signUpDrivers(call, count)
    const fleet = new Fleet(count)
    await fleet.order({ kind: 'connect', url, seats })
    return fleet
  }

  order(order: Order): Promise<number[]> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject }
      this.child.send(order)
    })
  }

  private hear(told: Told): void {
    if (told.kind === 'offer') {
      if (!this.offeredMs.has(told.bookingId)) this.offeredMs.set(told.bookingId, told.atMs)
    } else if (told.kind === 'failed') this.settle?.reject(new Error(told.reason))
    else this.settle?.resolve(told.delaysMs ?? [])
  }
}

async function signUpDrivers(call: Call, count: number): Promise<Seat[]> {
  const admin = await signIn(call, 'admin')
  const seats: Seat[] = []
  await forEachAtOnce(count, SIGN_UPS_AT_ONCE, async (i) => {
    const place = placeOf(i, count)
    seats.push({ token: await signUpDriver(call, admin, `S${i}`, place), ...place })
  })
  return seats
}

/** Drivers too far away to be offered what is for the sockets; answers their access tokens. */
export async function signUpElsewhere(call: Call): Promise<string[]> {
  const admin = await signIn(call, 'admin')
  const tokens: string[] = []
  for (let i = 0; i < REST_DRIVERS; i++) tokens.push(await signUpDriver(call, admin, `R${i}`, ELSEWHERE))
  return tokens
}

/** A sunflower's spiral: even over the disc, and the same on every run. */
function placeOf(i: number, count: number): Point {
  const radius = SPREAD_DEG * Math.sqrt((i + 0.5) / count)
  return { lat: CENTRE.lat + radius * Math.sin(i * 2.4), lng: CENTRE.lng + radius * Math.cos(i * 2.4) }
}

/** A driver who is approved, has a van and is on duty; answers the access token. */
async function signUpDriver(call: Call, admin: string, serial: string, place: Point): Promise<string> {
  const { accessToken, user } = await call<SignedIn>('POST', '/v1/auth/register', undefined, {
    role: 'driver',
    name: `Bench Driver ${serial}`,
    email: `bench-driver-${serial.toLowerCase()}@example.com`,
    phone: '+91 90 2000 0000',
    password: PASSWORD,
    vehicleClass: 'van',
  })
  const made = await call<{ id: string }>('POST', '/v1/admin/vehicles', admin, {
    vehicleClass: 'van',
    make: 'Carrier',
    model: 'City',
    year: 2024,
    plate: `BENCH ${serial}`,
    capacityKg: 800,
    capacityM3: 5,
  })
  await call('PATCH', `/v1/admin/drivers/${user.id}`, admin, { approval: 'approved', vehicleId: made.id })
  await goOnDuty(call, accessToken, place)
  return accessToken
}

/** An approval reaches the driver index a moment after its answer; until then going on duty is refused. */
async function goOnDuty(call: Call, token: string, place: Point): Promise<void> {
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
