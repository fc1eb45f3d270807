import { and, count, desc, eq, isNull, lt, lte } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { notifications } from '../../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../../admin/page.ts'
import { notFound } from '../../errors.ts'
import { notificationsChannel } from '../../platform/channels.ts'
import { actorId, type Context } from '../../platform/context.ts'
import { idSchema, nullable, object, oneOf, timeSchema } from '../../platform/http/schemas.ts'
import { KIND_NAMES, type Kind } from './kinds.ts'

export const notificationSchema = object({
  id: idSchema,
  kind: oneOf(KIND_NAMES),
  title: t.String(),
  body: t.String(),
  link: nullable(t.String({ description: 'A path of the app', examples: ['/bookings/…'] })),
  createdAt: timeSchema,
  readAt: nullable(timeSchema),
})
export type NotificationView = Static<typeof notificationSchema>

export const notificationView = (row: typeof notifications.$inferSelect): NotificationView => ({
  id: row.id,
  kind: row.kind as Kind,
  title: row.title,
  body: row.body,
  link: row.link,
  createdAt: row.createdAt.toISOString(),
  readAt: row.readAt?.toISOString() ?? null,
})

/** The caller's notifications, newest first, all or the unread ones, and how many are unread. */
export async function listNotifications(context: Context, page: IdPage & { isUnread?: boolean }) {
  const { cursor, isUnread } = page
  const rows = await context.db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, actorId(context)),
        cursor ? lt(notifications.id, cursor) : undefined,
        isUnread ? isNull(notifications.readAt) : undefined,
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(rowsToRead(page))
  return {
    ...toPage(rows, page, notificationView),
    unreadCount: await countUnread(context, actorId(context)),
  }
}

/** How many notifications a person has not read. */
export async function countUnread({ db }: Pick<Context, 'db'>, userId: string): Promise<number> {
  const [row] = await db
    .select({ unread: count() })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), isNull(notifications.readAt)))
  return row?.unread ?? 0
}

/**
 * Marks one notification of the caller as read, or all up to it, as a list shows them; what is read stays as it was.
 * Returns how many are left unread. @throws DomainError not_found, also for another person's.
 */
export async function markRead(context: Context, { id, isUpTo }: { id: string; isUpTo: boolean }) {
  const userId = actorId(context)
  const own = and(eq(notifications.userId, userId), eq(notifications.id, id))
  const [found] = await context.db.select({ id: notifications.id }).from(notifications).where(own)
  if (!found) throw notFound('notification')
  await context.db
    .update(notifications)
    .set({ readAt: context.clock.now() })
    .where(
      and(
        eq(notifications.userId, userId),
        isUpTo ? lte(notifications.id, id) : eq(notifications.id, id),
        isNull(notifications.readAt),
      ),
    )
  const unreadCount = await countUnread(context, userId)
  context.broadcast.publish(notificationsChannel(), { userIds: [userId] })
  return { unreadCount }
}
