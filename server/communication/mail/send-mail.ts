/*
 * Mail on its way: claimed like webhooks, by FOR UPDATE SKIP LOCKED with a lease, and handed to the SMTP server at least
 * once. Each carries a Message-ID of its own, the same at each attempt, by which mailboxes know a double. A refusal for
 * good (5xx) is final; anything else is tried again by the schedule of retry-schedule.ts. The policy around the server
 * opens its breaker when it is away: then nothing is claimed until it is tried again.
 */
import { and, eq } from 'drizzle-orm'
import { createTransport } from 'nodemailer'
import { emails } from '../../../db/schema/index.ts'
import type { Deps } from '../../platform/context.ts'
import { createPolicy, DependencyError } from '../../platform/resilience.ts'
import { nextAttemptAt } from '../retry-schedule.ts'

const CONCURRENT_MAX = 4
const DEADLINE_MS = 30_000
/** Below the deadline, so that nothing is sent after an attempt has been given up. */
const TIMEOUTS_MS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
/** Well above the deadline of an attempt. */
const LEASE_MS = 120_000
const BREAKER_FAILURES = 5
const BREAKER_OPEN_MS = 30_000
const ERROR_MAX_CHARS = 500

type Claimed = Pick<typeof emails.$inferSelect, 'id' | 'address' | 'subject' | 'text' | 'html' | 'attempts'>
export type Mailer = {
  /** Sends what is due, a few at a time; true when there was any. */
  sendDue(): Promise<boolean>
  close(): void
}

/** Null where no SMTP server is configured. */
export function createMailer(deps: Deps): Mailer | null {
  const { smtpUrl, mailFrom } = deps.config
  if (!smtpUrl) return null
  const transport = createTransport(
    {
      url: smtpUrl,
      pool: true,
      maxConnections: CONCURRENT_MAX,
      ...TIMEOUTS_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: mailFrom },
  )
  const domain = mailFrom.replace(/^.*@|>$/g, '')
  // A server that refuses one message is there for the others.
  const hasReply = (error: unknown) => replyOf(error) !== null
  const policy = createPolicy(deps.metrics, {
    ...{ dependency: 'smtp', deadlineMs: DEADLINE_MS, concurrentMax: CONCURRENT_MAX, retriesMax: 0 },
    ...{ breakerFailures: BREAKER_FAILURES, breakerOpenMs: BREAKER_OPEN_MS, isExpected: hasReply },
  })
  const send = async ({ id, address, ...mail }: Claimed) => {
    const { subject, text, html } = mail
    // As an object, so that nothing of the address is read as a list or a name.
    const message = { to: { name: '', address }, subject, text, html, messageId: `<${id}@${domain}>` }
    await policy.execute(() =>
      transport.sendMail({ ...message, headers: { 'auto-submitted': 'auto-generated' } }),
    )
  }
  return {
    async sendDue() {
      if (policy.isOpen) return false
      const claimed = await claim(deps)
      await Promise.all(claimed.map((mail) => attempt(deps, mail, send)))
      return claimed.length > 0
    },
    close: () => transport.close(),
  }
}

const claim = ({ sql, clock }: Deps) => {
  const now = clock.now()
  return sql<Claimed[]>`
    update emails set attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    where id in (
      select id from emails where state = 'waiting' and next_attempt_at <= ${now}
      order by next_attempt_at limit ${CONCURRENT_MAX} for update skip locked)
    returning id, address, subject, text, html, attempts`
}

async function attempt(deps: Deps, mail: Claimed, send: (mail: Claimed) => Promise<void>): Promise<void> {
  const error: unknown = await send(mail).then(
    () => null,
    (error: unknown) => error ?? new Error('not sent'),
  )
  const outcome = await settle(deps, mail, error)
  deps.metrics.deliveries.inc({ channel: 'email', outcome })
}

/** Writes down what came of an attempt; null is success. */
async function settle({ db, clock, random, log }: Deps, { id, attempts }: Claimed, error: unknown) {
  const now = clock.now()
  // One whose lease ran out has been overtaken, and settles nothing.
  const isOurs = and(eq(emails.id, id), eq(emails.attempts, attempts), eq(emails.state, 'waiting'))
  if (error === null) {
    await db.update(emails).set({ state: 'sent', finishedAt: now }).where(isOurs)
    return 'delivered'
  }
  const lastError = reasonOf(error)
  const next = isFinal(error) ? null : nextAttemptAt(attempts, now, random())
  if (next) {
    await db.update(emails).set({ lastError, nextAttemptAt: next }).where(isOurs)
    return 'retried'
  }
  await db.update(emails).set({ lastError, state: 'failed', finishedAt: now }).where(isOurs)
  log.warn({ emailId: id, reason: lastError }, 'mail given up')
  return 'failed'
}

/** What the server has said to this message, or null where it has said nothing. */
const replyOf = (error: unknown) =>
  error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : null

/** The server never takes this message. */
const isFinal = (error: unknown) => (replyOf(error) ?? 0) >= 500

function reasonOf(error: unknown): string {
  const cause = error instanceof DependencyError ? error.message : String(error)
  return cause.replaceAll('\u0000', '').slice(0, ERROR_MAX_CHARS)
}
