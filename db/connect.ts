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
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000

/** Opens the pools; `sql` is a raw client of its own, because drizzle changes how the one it is given reads values. */
export function connectDatabase(url: string, { maxConnections = 16, preparedStatements = true } = {}) {
  const options = {
    max: maxConnections,
    prepare: preparedStatements,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => {},
    connection: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  }
  const client = postgres(url, options)
  const sql: Sql = postgres(url, { ...options, max: Math.ceil(maxConnections / 2) })
  const db: Database = drizzle(client, { schema, casing: 'snake_case' })
  return {
    db,
    sql,
    async close() {
      await Promise.all([client.end({ timeout: 5 }), sql.end({ timeout: 5 })])
    },
  }
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
