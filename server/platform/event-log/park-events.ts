import { sql as query } from 'drizzle-orm'
import { deadLetters, inbox, parkedEvents } from '../../../db/schema/index.ts'
import { type Deps, inTransaction, systemContext } from '../context.ts'
import { appendEvents } from './append-events.ts'
import type { EventDraft } from './events.ts'
import type { ConsumeOptions, LoggedEvent } from './port.ts'
import { retryDelayMs } from './retry-delay.ts'
import { CHUNK_MAX, runOnce } from './run-once.ts'

export type PositionedEvent = LoggedEvent & { position: number }

const ATTEMPTS_MAX = 6
const DUE_MAX = 200
const REASON_MAX_CHARS = 1_000

const reasonOf = (error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error instanceof Error ? error.message : String(error)}${cause}`.slice(0, REASON_MAX_CHARS)
}

function nextAttempt({ clock, random }: Deps, attempts: number): Date {
  return new Date(clock.now().getTime() + retryDelayMs(attempts, random()))
}

/** Sets an event aside with its failure, or behind its key's earlier failure when there is none of its own. */
export async function parkEvent(deps: Deps, group: string, event: PositionedEvent, error?: unknown) {
  const attempts = error === undefined ? 0 : 1
  const lastError = error === undefined ? 'waits behind an earlier event of its key' : reasonOf(error)
  deps.metrics.eventsHandled.inc({ group, outcome: 'parked' })
  await deps.db
    .insert(parkedEvents)
    .values({
      consumerGroup: group,
      position: event.position,
      key: event.key,
      event,
      attempts,
      nextAttemptAt: nextAttempt(deps, attempts),
      lastError,
    })
    .onConflictDoNothing()
}

/** The keys of which a group has an event set aside. */
export async function readParkedKeys({ sql }: Deps, group: string): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    select distinct key from parked_events where consumer_group = ${group}`
  return new Set(rows.map(({ key }) => key))
}

type Due = { position: number; event: PositionedEvent; attempts: number }

/** Tries the first parked event of every key whose time has come; true when there was any. */
export async function retryParked(deps: Deps, options: ConsumeOptions): Promise<boolean> {
  const due = await deps.sql<Due[]>`
    select position::float8 as position, event, attempts from (
      select distinct on (key) * from parked_events where consumer_group = ${options.group} order by key, position
    ) first where next_attempt_at <= ${deps.clock.now()} order by position limit ${DUE_MAX}`
  for (const parked of due)
    if (await retry(deps, options, parked)) await catchUp(deps, options, parked.event.key)
  return due.length > 0
}

/** True once the event is dealt with. */
async function retry(deps: Deps, options: ConsumeOptions, parked: Due): Promise<boolean> {
  const { group } = options
  const { position, event, attempts } = parked
  try {
    await handleParked(deps, options, [parked])
    return true
  } catch (error) {
    if (attempts + 1 >= ATTEMPTS_MAX) {
      await bury(deps, group, { position, event, attempts: attempts + 1 }, error)
      return true
    }
    await deps.sql`update parked_events set attempts = attempts + 1, last_error = ${reasonOf(error)},
      next_attempt_at = ${nextAttempt(deps, attempts + 1)} where consumer_group = ${group} and position = ${position}`
    return false
  }
}

/**
 * Handles what has waited behind an event of its key, or a key that many events come of would stay behind for as long as they
 * come. Where one of them fails, the first has its turn by itself.
 */
async function catchUp(deps: Deps, options: ConsumeOptions, key: string): Promise<void> {
  const { group } = options
  const behind = await deps.sql<Due[]>`
    select position::float8 as position, event, attempts from parked_events
    where consumer_group = ${group} and key = ${key} order by position limit ${CHUNK_MAX}`
  const ownFailure = behind.findIndex(({ attempts }) => attempts > 0)
  const waiting = ownFailure < 0 ? behind : behind.slice(0, ownFailure)
  if (waiting.length === 0) return
  try {
    await handleParked(deps, options, waiting)
  } catch (error) {
    deps.log.warn({ err: error, group, key }, 'parked events failed together, trying them one by one')
  }
}

/** All of them in one transaction; then they are parked no more. @throws what the handler throws. */
async function handleParked(
  deps: Deps,
  { group, handler }: ConsumeOptions,
  parked: readonly Due[],
): Promise<void> {
  await runOnce(
    deps,
    group,
    handler,
    parked.map(({ event }) => event),
  )
  const positions = parked.map(({ position }) => position)
  await deps.sql`delete from parked_events where consumer_group = ${group} and position in ${deps.sql(positions)}`
  deps.metrics.eventsHandled.inc({ group, outcome: 'handled' }, parked.length)
}

/**
 * Gives an event up, so that its key goes on. It counts as dealt with: should the log hold it twice, it isn't given up
 * twice. Of several processes that fail at once, one does this.
 */
async function bury(deps: Deps, group: string, { position, event, attempts }: Due, error: unknown) {
  const failedAt = deps.clock.now()
  const isOurs = await inTransaction(systemContext(deps, event.traceId), async (context) => {
    const [parked] = await context.db.execute(query`
      delete from parked_events where consumer_group = ${group} and position = ${position} returning 1`)
    const [dealtWith] = await context.db
      .insert(inbox)
      .values({ consumerGroup: group, eventId: event.id, handledAt: failedAt })
      .onConflictDoNothing()
      .returning()
    if (!parked || !dealtWith) return false
    const letter = {
      id: deps.newId(),
      consumerGroup: group,
      event,
      reason: reasonOf(error),
      attempts,
      failedAt,
    }
    await context.db.insert(deadLetters).values(letter)
    // Whoever reads the dead letters and fails must not write more of them.
    if (event.topic !== 'dead-letter') await appendEvents(context, [givenUp(letter)])
    return true
  })
  if (!isOurs) return
  deps.log.error({ group, eventId: event.id, type: event.type, err: error }, 'event given up')
  deps.metrics.eventsHandled.inc({ group, outcome: 'dead' })
}

type Letter = typeof deadLetters.$inferInsert & { event: PositionedEvent }

const givenUp = ({ id, consumerGroup, event, reason, attempts }: Letter): EventDraft => ({
  type: 'event.given_up',
  key: event.key,
  data: { deadLetterId: id, group: consumerGroup, attempts, reason, event: { ...event } },
})
