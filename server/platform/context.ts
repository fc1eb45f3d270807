import type { Logger } from 'pino'
import type { Database, DatabaseOrTransaction, Sql } from '../../db/connect.ts'
import type { SimulatorControl } from '../admin/simulator/control.ts'
import type { CorrectionTable } from '../analytics/correction-table.ts'
import type { Config } from '../config.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import type { DriverIndex } from '../tracking/driver-index.ts'
import type { PositionFanOut } from '../tracking/fan-out-positions.ts'
import type { ZoneBook } from '../zones/zone-book.ts'
import type { BlobStore } from './blob-store/port.ts'
import type { Broadcast } from './broadcast/port.ts'
import type { EventLog } from './event-log/port.ts'
import type { HotState } from './hot-state/port.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Metrics } from './metrics.ts'
import type { PositionLog } from './position-log/port.ts'
import type { Routing } from './routing/port.ts'

export type Role = 'customer' | 'driver' | 'operator' | 'admin'
/** Who acts. Workers act as `system`; a request without a sign-in as `anonymous`. */
export type Actor =
  /** `familyId` names the sign-in that the access token came from. */
  { role: Role; id: string; familyId?: string } | { role: 'system' } | { role: 'anonymous' }

/** What the composition connects once per process. */
export type Deps = {
  config: Config
  db: Database
  /** A raw client of its own, for bulk statements. */
  sql: Sql
  clock: { now(): Date }
  newId: () => string
  random: () => number
  log: Logger
  metrics: Metrics
  hotState: HotState
  broadcast: Broadcast
  eventLog: EventLog
  /** Timers of scheduled bookings. */
  jobs: Jobs
  positionLog: PositionLog
  positionFanOut: PositionFanOut
  routing: Routing
  blobStore: BlobStore
  driverIndex: DriverIndex
  prices: PriceBook
  corrections: CorrectionTable
  zones: ZoneBook
  /** Aborted when the process begins to stop: sockets are told to come back elsewhere. */
  stopping: AbortSignal
  /** Only of a demo that simulates a city beside the server. */
  simulator?: SimulatorControl
}

/** Where a request came from; of a proxy's word only what a trusted one added. */
export type Origin = { ipAddress: string; userAgent: string | null }

/** What a use case is given: `db` is the database, or the transaction it is part of. */
export type Context = Omit<Deps, 'db'> & {
  db: DatabaseOrTransaction
  actor: Actor
  requestId: string
  /** Absent where no request is behind it. */
  origin?: Origin
}

export const systemContext = (deps: Deps, requestId: string): Context => ({
  ...deps,
  actor: { role: 'system' },
  requestId,
})

/** Runs `work` in one transaction, which `work` sees as its context's database. */
export function inTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  return context.db.transaction((tx) => work({ ...context, db: tx }))
}

/** The id of the signed-in actor. @throws when nobody is: the route's access declaration has let through who it should not. */
export function actorId({ actor }: Context): string {
  if (!('id' in actor)) throw new Error('this use case needs a signed-in actor')
  return actor.id
}
