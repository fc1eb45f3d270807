/*
 * A consumer as our workers are, in a process of its own: `bun consume-with-effect.ts <group>` handles each move of a booking
 * with one row as its effect, until it is told to stop.
 */
import { sql } from 'drizzle-orm'
import { readConfig, requireDatabaseUrl } from '../../server/config.ts'
import { connectDeps } from '../../server/connect-deps.ts'
import { untilToldToStop } from '../../server/until-told-to-stop.ts'

const [group] = process.argv.slice(2)
if (!group) throw new Error('usage: consume-with-effect.ts <group>')
const told = untilToldToStop()
const { deps, close } = await connectDeps(requireDatabaseUrl(readConfig(process.env)))
const consumer = await deps.eventLog.consume({
  group,
  topics: ['booking.events'],
  async handler({ db }, { id }) {
    await db.execute(sql`insert into bench_effects (consumer_group, event_id) values (${group}, ${id})`)
  },
})
await told
await consumer.stop()
await close()
