import type { ApiClient } from './api/client.ts'
import { Session } from './api/session.ts'
import { ApiError, type VehicleView } from './api/types.ts'
import type { Point } from './geo.ts'
import { createRandom } from './random.ts'
import { pickVehicleClass, type VehicleClass } from './world.ts'

export type AccountOptions = {
  seed: number
  adminEmail: string
  adminPassword: string
  password: string
  nowMs: () => number
}

const FIRST_NAMES =
  'Asha Ravi Meera Arjun Kavya Imran Divya Suresh Fatima Joseph Lakshmi Vikram Nisha Rahul Anita Karthik Priya Salim'.split(
    ' ',
  )
const LAST_NAMES = 'Rao Nair Khan Gowda Iyer Das Thomas Reddy Shetty Pillai Kumar Fernandes Bose Patil'.split(
  ' ',
)
const VEHICLES: Record<
  VehicleClass,
  { make: string; model: string; capacityKg: number; capacityM3: number }
> = {
  bike: { make: 'Velo', model: 'Cargo', capacityKg: 20, capacityM3: 0.1 },
  van: { make: 'Carrier', model: 'City', capacityKg: 800, capacityM3: 5 },
  truck: { make: 'Hauler', model: 'Six', capacityKg: 5_000, capacityM3: 25 },
  refrigerated_truck: { make: 'Hauler', model: 'Cold', capacityKg: 3_000, capacityM3: 16 },
}

const VEHICLE_YEAR = 2024

/** The accounts of the simulation, made over the public API where they do not exist yet. */
export class Accounts {
  private readonly client: ApiClient
  private readonly options: AccountOptions
  private admin: Promise<Session> | undefined
  private expectsNew = false

  constructor(client: ApiClient, options: AccountOptions) {
    this.client = client
    this.options = options
  }

  /** A driver's class depends on their number alone, so that an account keeps its vehicle whatever the seed. */
  vehicleClassOf(number: number): VehicleClass {
    return pickVehicleClass(createRandom(0, `vehicle/${number}`))
  }

  /** Signs in driver `number`; registers, approves and equips them first when they are new. */
  async driver(number: number): Promise<{ session: Session; isNew: boolean }> {
    const vehicleClass = this.vehicleClassOf(number)
    const { session, isNew } = await this.signIn('driver', number, { vehicleClass })
    if (isNew) await this.equip(session, number)
    return { session, isNew }
  }

  /** Where the server saw the driver last, if it knows and says so. */
  async lastPlaceOf(session: Session): Promise<Point | undefined> {
    try {
      const admin = await this.signInAdmin()
      const driver = await admin.call<{ place: Point | null }>('GET', `/v1/drivers/${session.userId}`)
      return driver.place ?? undefined
    } catch (error) {
      if (error instanceof ApiError) return undefined
      throw error
    }
  }

  async customer(number: number): Promise<Session> {
    return (await this.signIn('customer', number, {})).session
  }

  private async signIn(role: 'driver' | 'customer', number: number, more: { vehicleClass?: VehicleClass }) {
    const serial = String(number).padStart(4, '0')
    const suffix = role === 'driver' ? serial : String(number).padStart(2, '0')
    const credentials = { email: `sim-${role}-${suffix}@hexhaul.test`, password: this.options.password }
    const session = new Session(this.client, credentials, this.options.nowMs)
    const random = createRandom(0, `name/${role}/${number}`)
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`
    const phone = `+9190${role === 'driver' ? '0' : '1'}${serial.padStart(7, '0')}`
    const register = () => session.register({ ...credentials, role, name, phone, ...more })
    // Accounts are all new or all old, mostly: what held for the last is tried first, as sign-ins are limited.
    const first = this.expectsNew
    for (const isNew of [first, !first]) {
      try {
        await (isNew ? register() : session.logIn())
        return { session, isNew }
      } catch (error) {
        const isOther = error instanceof ApiError && error.status === (isNew ? 409 : 401)
        if (!isOther || isNew !== first) throw error
        this.expectsNew = !isNew
      }
    }
    throw new Error(`${credentials.email} can neither sign in nor register`)
  }

  /** Approves the driver and gives them their vehicle, as an admin; may be repeated. */
  async equip(session: Session, number: number): Promise<void> {
    const vehicleClass = this.vehicleClassOf(number)
    const admin = await this.signInAdmin()
    const plate = `SIM ${String(number).padStart(5, '0')}`
    const vehicleId = await this.vehicle(admin, {
      plate,
      vehicleClass,
      year: VEHICLE_YEAR,
      ...VEHICLES[vehicleClass],
    })
    const approval = { approval: 'approved', vehicleId }
    await admin.call('PATCH', `/v1/admin/drivers/${session.userId}`, approval, { isRepeatable: true })
  }

  /** A run that broke off may have left the vehicle behind: its plate is taken then, and it is found by it. */
  private async vehicle(
    admin: Session,
    vehicle: { plate: string; [field: string]: unknown },
  ): Promise<string> {
    try {
      return (await admin.call<VehicleView>('POST', '/v1/admin/vehicles', vehicle, { expects: 409 })).id
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error
      type Page = { items: (VehicleView & { plate: string })[] }
      const query = `?limit=200&q=${encodeURIComponent(vehicle.plate)}`
      const { items } = await admin.call<Page>('GET', `/v1/admin/vehicles${query}`)
      const found = items.find((item) => item.plate.toUpperCase() === vehicle.plate)
      if (!found) throw error
      return found.id
    }
  }

  private signInAdmin(): Promise<Session> {
    this.admin ??= (async () => {
      const { adminEmail: email, adminPassword: password, nowMs } = this.options
      const admin = new Session(this.client, { email, password }, nowMs)
      await admin.logIn()
      return admin
    })()
    return this.admin
  }
}
