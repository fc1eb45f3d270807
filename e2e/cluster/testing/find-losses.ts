import type postgres from 'postgres'
import { findContradictions } from '../../../server/testing/find-contradictions.ts'
import type { City } from './start-city.ts'
import { KAFKA_GROUPS } from './start-city.ts'

const ENDED = ['completed', 'cancelled', 'unfulfilled']
/** Every group that must have had each move of a booking. */
const GROUPS = Object.keys(KAFKA_GROUPS)

export type Loss = { what: string; id: string }

/** What contradicts itself, was lost, doubled or told otherwise than it is; to be asked when the city is at rest. */
export async function findLosses({ sql, customers, refused }: City): Promise<Loss[]> {
  const losses: Loss[] = (await findContradictions(sql)).map(({ rule, id }) => ({
    what: `not so: ${rule}`,
    id,
  }))
  for (const customer of customers)
    for (const each of customer.booked)
      if ((await customer.ask(each)) !== each.answer)
        losses.push({ what: 'a repeated booking had another answer', id: each.id })
  const known = new Set([...customers, refused].flatMap(({ booked }) => booked.map(({ id }) => id)))
  const rows = await sql<{ id: string }[]>`
    select b.id from bookings b join users u on u.id = b.customer_id where u.email like '%@insistent.example'`
  for (const { id } of rows) if (!known.delete(id)) losses.push({ what: 'a booking that nobody made', id })
  for (const id of known) losses.push({ what: 'a booking that was answered is not there', id })
  return [...losses, ...(await findInAudit(sql))]
}

/** The auditor's own notes beside the history: each move once, the same, and in order where nothing was refused. */
function findInAudit(sql: postgres.Sql): Promise<Loss[]> {
  return sql<Loss[]>`
    select 'a move is not in the audit once' as what, coalesce(e.booking_id, a.booking_id)::text || ' ' || coalesce(e.seq, a.seq) as id
      from booking_events e full join (
        select booking_id, seq, count(*) as times from audited_moves group by 1, 2) a
        on a.booking_id = e.booking_id and a.seq = e.seq
      where e.seq is null or a.times is distinct from 1
    union all
    select 'the audit tells a move otherwise than the history', e.booking_id::text
      from booking_events e join audited_moves a on a.booking_id = e.booking_id and a.seq = e.seq
      where a.to_state <> e.to_state or a.from_state is distinct from e.from_state
    union all
    select 'a move came to the audit before an earlier one', booking_id::text
      from (select *, lag(seq) over (partition by booking_id order by at) as before from audited_moves) a
      where a.seq < a.before and not exists (
        select 1 from bookings b join audit_refusals r on r.customer_id = b.customer_id where b.id = a.booking_id)`
}

/** What is not yet at its end: open bookings, events without their effect in a group, parked ones, those that Kafka still holds. */
export async function findUnfinished({ sql, kafka }: City): Promise<Loss[]> {
  const found = await sql<Loss[]>`
    select 'booking is ' || state as what, id::text from bookings where state not in ${sql(ENDED)}
    union all
    select 'event is without effect in ' || g.name, o.id::text
      from outbox o cross join unnest(${sql.array(GROUPS)}::text[]) as g(name)
      where o.topic = 'booking.events' and not exists (
        select 1 from inbox i where i.consumer_group = g.name and i.event_id = o.id)
    union all
    select 'event is parked in ' || consumer_group || ': ' || last_error, event->>'id' from parked_events`
  return [...found, ...(found.length === 0 ? await findLag(kafka) : [])]
}

async function findLag(kafka: City['kafka']): Promise<Loss[]> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const found: Loss[] = []
    for (const [groupId, topic] of Object.entries({ ...KAFKA_GROUPS, positions: 'driver.positions' })) {
      const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] })
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        const offset = committed?.partitions.find((one) => one.partition === partition)?.offset ?? '-1'
        const lag = Number(high) - Math.max(0, Number(offset))
        if (lag > 0)
          found.push({ what: `${groupId} has not read ${lag} messages`, id: `${topic}/${partition}` })
      }
    }
    return found
  } finally {
    await admin.disconnect()
  }
}
