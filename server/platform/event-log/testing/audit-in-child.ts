/*
 * A process of its own that writes down each move it is told of, for tests that compare this with the history: started with
 * the environment of a worker. It can't bear a new booking of a customer in `audit_refusals`.
 */
import { sql } from 'drizzle-orm'
import { readConfig, requireDatabaseUrl } from '../../../config.ts'
import { connectDeps } from '../../../connect-deps.ts'
import { buildHealthApp } from '../../../health-app.ts'
import { untilToldToStop } from '../../../until-told-to-stop.ts'

const told = untilToldToStop()
const config = requireDatabaseUrl(readConfig(process.env))
const { deps, close } = await connectDeps(config)
const health = buildHealthApp(deps).listen({ port: config.healthPort as number, hostname: config.host })
const consumer = await deps.eventLog.consume({
  group: 'audit',
  topics: ['booking.events'],
  async handler({ db }, { id, data }) {
    await db.execute(sql`
      insert into audited_moves (event_id, booking_id, seq, from_state, to_state, worker)
      values (${id}, ${data.bookingId}, ${data.seq}, ${data.from}, ${data.to}, ${process.pid})`)
    const refused = await db.execute(
      sql`select 1 from audit_refusals where customer_id = ${data.customerId} and is_refused`,
    )
    if (refused.length > 0 && data.seq === 1) throw new Error('the auditor refuses this customer')
  },
})
await told
await consumer.stop()
await health.stop(true)
await close()
