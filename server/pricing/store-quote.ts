import postgres from 'postgres'
import type { Context } from '../platform/context.ts'
import { outboxRow } from '../platform/event-log/append-events.ts'
import type { QuoteRow } from './sign-quote.ts'

/**
 * Stores the quote and its demand signal in one statement, a transaction of its own in one round trip. It does not wait for
 * the disk: a quote that a crash of the database forgets is asked for again, and the log keeps the order of commits, so a
 * durable booking makes its quote durable. It wakes no reader: surge counts its signals at its own pace.
 */
export async function storeQuote(context: Context, quote: QuoteRow): Promise<void> {
  const { sql } = context
  const { customerId, id: quoteId, surge, vehicleClass } = quote
  const scheduledFor = quote.scheduledFor?.toISOString() ?? null
  const data = { customerId, quoteId, cell: surge.cell, vehicleClass, scheduledFor }
  const event = outboxRow(context, { type: 'demand.quoted', key: quote.market, data })
  const row = Object.fromEntries(
    Object.entries(quote).map(([name, value]) => [postgres.fromCamel(name), value]),
  )
  await sql`
    with quote as (insert into quotes select * from jsonb_populate_record(null::quotes, ${sql.json(row as never)})),
      unhurried as (select set_config('synchronous_commit', 'off', true))
    insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
    select ${event.id}, ${event.topic}, ${event.type}, ${event.version}, ${event.key}, ${event.occurredAt},
      ${event.traceId}, ${sql.json(event.data as never)}
    from unhurried`
}
