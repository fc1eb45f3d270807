import { connect } from 'node:net'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema/index.ts'

export type Database = PostgresJsDatabase<typeof schema>
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
export type DatabaseOrTransaction = Database | Transaction
export type Sql = postgres.Sql

const CONNECT_TIMEOUT_S = 10
const STATEMENT_TIMEOUT_MS = 30_000
/** An abandoned transaction would hold its row locks, and what retention may remove, for ever. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 20_000
const IDLE_TIMEOUT_S = 5
/** Longer than one may be idle and then a statement take: nothing heard for so long, a connection is half open. */
const SILENT_MAX_MS = 40_000
const SILENCE_CHECK_MS = 1_000
/** Above what any statement of a fixed shape has: one with more lists values of its own, in a number that hardly comes again. */
const PREPARED_PARAMETERS_MAX = 40

/** Opens the pools; `sql` is a raw client of its own, because drizzle changes how the one it is given reads values. */
export function connectDatabase(
  url: string,
  { maxConnections = 16, preparedStatements = true, silentMaxMs = SILENT_MAX_MS } = {},
) {
  const options = { ...optionsOf(silentMaxMs), prepare: preparedStatements, max: maxConnections }
  const client = postgres(url, options)
  const sql: Sql = postgres(url, { ...options, max: Math.ceil(maxConnections / 2) })
  const db: Database = drizzle(preparing(client), { schema, casing: 'snake_case' })
  return {
    db,
    sql,
    async close() {
      await Promise.all([client.end({ timeout: 5 }), sql.end({ timeout: 5 })])
    },
  }
}

const optionsOf = (silentMaxMs: number) => ({
  connect_timeout: CONNECT_TIMEOUT_S,
  onnotice: () => {},
  idle_timeout: IDLE_TIMEOUT_S,
  socket: (parsed: Parsed) => openSocket(parsed, silentMaxMs),
  connection: {
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  },
})

/** One connection of its own: what runs over it has transactions that the pools' client would not know of. */
export function openJobClient(url: string, preparedStatements: boolean): Sql {
  const options = { ...optionsOf(SILENT_MAX_MS), prepare: preparedStatements, max: 1 }
  return postgres(url, options)
}

type Work = (sql: postgres.TransactionSql) => unknown

/**
 * Lets PostgreSQL keep the plans of drizzle's statements, each known by its text. Drizzle asks for none to be kept, by which
 * each statement is planned anew and takes two round trips instead of one.
 */
function preparing<Client extends postgres.Sql | postgres.TransactionSql>(client: Client): Client {
  const handler: ProxyHandler<Client> = {
    get(target, name) {
      if (name === 'unsafe')
        return (query: string, parameters: never[] = []) =>
          target.unsafe(query, parameters, { prepare: parameters.length <= PREPARED_PARAMETERS_MAX })
      const member = Reflect.get(target, name)
      if (name !== 'begin' && name !== 'savepoint') return member
      const run = member as (work: Work) => Promise<unknown>
      return (work: Work) => run((sql) => work(preparing(sql)))
    },
  }
  return new Proxy(client, handler)
}

type Parsed = { host: string[]; port: number[]; ssl: unknown }

/**
 * The client itself would wait for ever on a connection whose other end is gone without a word. Within TLS only its records
 * are seen, which the runtime does not count: there the system's keep-alive is what ends it.
 */
function openSocket({ host, port, ssl }: Parsed, silentMaxMs: number) {
  const socket = connect({ host: host[0] as string, port: port[0] as number })
  if (ssl) return socket
  let [heardBytes, heardAtMs] = [0, performance.now()]
  const check = setInterval(() => {
    const nowMs = performance.now()
    if (socket.bytesRead !== heardBytes) [heardBytes, heardAtMs] = [socket.bytesRead, nowMs]
    // Without an error: the client takes the close for one, while an error would have no listener between two attempts.
    else if (nowMs - heardAtMs >= silentMaxMs) socket.destroy()
  }, SILENCE_CHECK_MS)
  socket.once('close', () => clearInterval(check))
  return socket
}

type PgError = { code?: string; constraint_name?: string }

function pgError(error: unknown): PgError {
  const { cause } = error as { cause?: PgError }
  return cause?.code ? cause : (error as PgError)
}

/** True when `error` is a violation of a unique constraint or index: of `constraint`, or of any. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint_name } = pgError(error)
  return code === '23505' && (constraint === undefined || constraint_name === constraint)
}

/** True when `error` is a violation of an exclusion constraint: periods that overlap. */
export function isExclusionViolation(error: unknown, constraint: string): boolean {
  const { code, constraint_name } = pgError(error)
  return code === '23P01' && constraint_name === constraint
}
