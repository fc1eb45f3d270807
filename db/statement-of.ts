import type { DatabaseOrTransaction } from './connect.ts'

/**
 * A statement of a hot path, which drizzle puts together once for the pool and not at each call: that costs more than to
 * run it. Within a transaction it is put together anew. `build` ends in `.prepare(name)`; values are `sql.placeholder`.
 */
export function statementOf<Statement>(build: (db: DatabaseOrTransaction) => Statement) {
  const built = new WeakMap<DatabaseOrTransaction, Statement>()
  return (db: DatabaseOrTransaction): Statement => {
    const known = built.get(db)
    if (known) return known
    const statement = build(db)
    built.set(db, statement)
    return statement
  }
}
