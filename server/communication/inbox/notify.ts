import { and, eq, inArray, or } from 'drizzle-orm'
import { notificationPreferences, notifications, users } from '../../../db/schema/index.ts'
import { notificationsChannel } from '../../platform/channels.ts'
import type { Context, Role } from '../../platform/context.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { defaultsOf, type Kind } from './kinds.ts'
import { type Facts, renderNotice } from './templates.ts'

/** What people are told, and whom of them: those named, and everybody of a role. */
export type Draft = {
  [K in Kind]: { kind: K; facts: Facts[K]; to: { userIds?: readonly string[]; roles?: readonly Role[] } }
}[Kind]
/** With the event that it tells of. */
export type Notice = Draft & { eventId: string }

/**
 * Tells people, each as they have chosen: in the app, by mail, or not at all. Runs in the transaction of what it tells of;
 * once for each event and person, however often it is called. Accounts that are suspended are told nothing.
 */
export async function notify(context: Context, { kind, facts, eventId, to }: Notice): Promise<void> {
  const receivers = await readReceivers(context, kind, to)
  const words = renderNotice(kind, facts)
  const now = context.clock.now()
  const told = receivers.filter((it) => it.inbox)
  if (told.length > 0) {
    const rows = told.map(({ userId }) => ({
      ...{ id: context.newId(), userId, eventId, kind, createdAt: now },
      ...words,
    }))
    await context.db.insert(notifications).values(rows).onConflictDoNothing()
    context.metrics.notifications.inc({ kind }, rows.length)
    // A hint that there is something to read, soon: this transaction has yet to end.
    context.broadcast.publish(notificationsChannel(), { userIds: told.map(({ userId }) => userId) })
  }
  const mailed = receivers.filter((it) => it.email)
  if (mailed.length > 0) await queueMail(context, { kind, eventId, words, to: mailed })
}

async function readReceivers({ db }: Context, kind: Kind, { userIds = [], roles = [] }: Notice['to']) {
  const rows = await db
    .select({
      ...{ userId: users.id, name: users.name, address: users.email, role: users.role },
      ...{ channel: notificationPreferences.channel, isOn: notificationPreferences.isOn },
    })
    .from(users)
    .leftJoin(
      notificationPreferences,
      and(eq(notificationPreferences.userId, users.id), eq(notificationPreferences.kind, kind)),
    )
    .where(
      and(eq(users.status, 'active'), or(inArray(users.id, [...userIds]), inArray(users.role, [...roles]))),
    )
  const people = new Map<
    string,
    { userId: string; name: string; address: string; inbox: boolean; email: boolean }
  >()
  for (const { channel, isOn, role, ...person } of rows) {
    const defaults = defaultsOf(kind, role)
    if (!defaults) continue
    const chosen = people.get(person.userId) ?? { ...person, ...defaults }
    people.set(person.userId, { ...chosen, ...(channel && { [channel]: isOn }) })
  }
  return [...people.values()]
}
