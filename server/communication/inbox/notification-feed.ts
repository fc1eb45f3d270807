/*
 * Notifications on their way to the sockets. A broadcast only says that there is something to read, and comes a moment
 * before the transaction that it tells of has ended; so whoever is named is looked up with the next flush, and everybody
 * who is connected again every few seconds for what is younger than a minute. What a socket was sent is remembered for
 * twice that, so that each comes once to it; what is older is read over REST.
 */
import { and, gt, inArray } from 'drizzle-orm'
import { notifications } from '../../../db/schema/index.ts'
import type { NotificationsChange } from '../../platform/channels.ts'
import type { Deps } from '../../platform/context.ts'
import { inBatches } from '../../platform/in-batches.ts'
import type { Session } from '../session.ts'
import type { SessionIndex } from '../session-index.ts'
import { countUnread, notificationView } from './read-notifications.ts'

/** Longer than a transaction may last, so that one that was slow to commit is found. */
const LOOK_BACK_MS = 60_000

export class NotificationFeed {
  private readonly deps: Deps
  private readonly index: SessionIndex
  private readonly due = new Set<string>()

  constructor(deps: Deps, index: SessionIndex) {
    this.deps = deps
    this.index = index
  }

  /** Something has changed for these people. */
  announce({ userIds }: NotificationsChange): void {
    for (const userId of userIds) if (this.index.ofUser(userId).size > 0) this.due.add(userId)
  }

  /** Looks after those who were announced. */
  async flush(): Promise<void> {
    const userIds = [...this.due]
    this.due.clear()
    await this.tell(userIds)
    for (const userId of userIds) await this.tellUnread(userId)
  }

  /** Finds what connected people were never told, because a broadcast was lost or early. */
  async recheck(): Promise<void> {
    const userIds = new Set<string>()
    for (const { userId } of this.index.all()) userIds.add(userId)
    const told = await this.tell([...userIds])
    for (const userId of told) await this.tellUnread(userId)
  }

  /** Sends what is new to each socket of these people; returns who had anything new. */
  private async tell(userIds: readonly string[]): Promise<Set<string>> {
    const told = new Set<string>()
    if (userIds.length === 0) return told
    const nowMs = this.deps.clock.now().getTime()
    const recent = gt(notifications.createdAt, new Date(nowMs - LOOK_BACK_MS))
    const rows = await inBatches(userIds, (some) =>
      this.deps.db
        .select()
        .from(notifications)
        .where(and(inArray(notifications.userId, some), recent))
        .orderBy(notifications.id),
    )
    for (const row of rows)
      for (const session of this.index.ofUser(row.userId)) {
        if (session.toldNotifications.has(row.id)) continue
        session.toldNotifications.set(row.id, nowMs)
        session.send({ type: 'notification', notification: notificationView(row) })
        told.add(row.userId)
      }
    for (const userId of userIds) for (const session of this.index.ofUser(userId)) forget(session, nowMs)
    return told
  }

  private async tellUnread(userId: string): Promise<void> {
    const sessions = this.index.ofUser(userId)
    if (sessions.size === 0) return
    const unreadCount = await countUnread(this.deps, userId)
    for (const session of sessions) session.send({ type: 'notifications.unread', unreadCount })
  }
}

function forget({ toldNotifications }: Session, nowMs: number): void {
  for (const [id, toldAtMs] of toldNotifications) {
    if (nowMs - toldAtMs < 2 * LOOK_BACK_MS) return
    toldNotifications.delete(id)
  }
}
