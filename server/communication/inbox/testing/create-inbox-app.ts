import { systemContext } from '../../../platform/context.ts'
import { appendEvents } from '../../../platform/event-log/append-events.ts'
import type { EventDraft } from '../../../platform/event-log/events.ts'
import { createTestApp, until } from '../../../testing/create-test-app.ts'

export type Notification = { id: string; kind: string; title: string; body: string; readAt: string | null }
type Inbox = { items: Notification[]; nextCursor: string | null; unreadCount: number }

/** The app with the worker that tells people, and what a test asks of inboxes. */
export async function createInboxApp() {
  const t = await createTestApp({ workers: ['messages'] })
  const operator = await t.signIn('operator@hexhaul.test')
  const inboxOf = async (as: string, query = '') =>
    (await t.request('GET', `/v1/me/notifications${query}`, { as })).body as Inbox
  return {
    ...t,
    operator,
    inboxOf,
    /** The kinds of what somebody was told, in the order in which they were. */
    kindsOf: async (as: string) => (await inboxOf(as)).items.map(({ kind }) => kind).reverse(),
    emit: (...drafts: EventDraft[]) => appendEvents(systemContext(t.deps, 'test'), drafts),
    choose: (as: string, preferences: object[]) =>
      t.request('PUT', '/v1/me/notification-preferences', { as, body: { preferences } }),
    /** Waits until what was emitted so far has been handled. */
    async handled() {
      await until(async () => {
        const [{ left }] = await t.deps.sql<[{ left: number }]>`
          select count(*)::int as left from outbox o where o.topic not in ('demand.signals', 'pricing.surge')
            and not exists (select 1 from inbox i where i.event_id = o.id and i.consumer_group = 'messages')`
        return left === 0
      })
    },
  }
}
