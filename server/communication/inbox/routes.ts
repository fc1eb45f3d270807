import { Elysia, t } from 'elysia'
import { idPageQuery } from '../../admin/page.ts'
import { LIMITS, signedIn } from '../../platform/http/access.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idParams, idSchema, object, oneOf, pageOf } from '../../platform/http/schemas.ts'
import { preferencesBody, preferencesSchema, readPreferences, setPreferences } from './preferences.ts'
import { listNotifications, markRead, notificationSchema } from './read-notifications.ts'

const tags = ['Notifications']
const unreadSchema = object({ unreadCount: t.Integer({ minimum: 0 }) })

export const inboxRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'inbox.routes', normalize: false })
    .use(http)
    .get(
      '/v1/me/notifications',
      ({ context, query: { only, ...page } }) =>
        listNotifications(context, { ...page, isUnread: only === 'unread' }),
      {
        access: signedIn(),
        query: object({ ...idPageQuery, only: t.Optional(oneOf(['unread'])) }),
        response: {
          200: object({ ...pageOf(notificationSchema).properties, ...unreadSchema.properties }),
        },
        detail: { tags, summary: 'What the caller was told, newest first' },
      },
    )
    .post(
      '/v1/me/notifications/:id/read',
      ({ context, params }) => markRead(context, { id: params.id, isUpTo: false }),
      {
        access: signedIn(LIMITS.write),
        raises: ['not_found'],
        params: idParams,
        response: { 200: unreadSchema },
        detail: { tags, summary: 'Mark one as read' },
      },
    )
    .post(
      '/v1/me/notifications/read',
      ({ context, body }) => markRead(context, { id: body.upTo, isUpTo: true }),
      {
        access: signedIn(LIMITS.write),
        raises: ['not_found'],
        body: object({ upTo: idSchema }),
        response: { 200: unreadSchema },
        detail: { tags, summary: 'Mark all as read up to the one that is named' },
      },
    )
    .get('/v1/me/notification-preferences', ({ context }) => readPreferences(context), {
      access: signedIn(),
      response: { 200: preferencesSchema },
      detail: { tags, summary: 'What the caller is told of, in the app and by mail' },
    })
    .put('/v1/me/notification-preferences', ({ context, body }) => setPreferences(context, body), {
      access: signedIn(LIMITS.write),
      raises: ['notification_kind_foreign'],
      body: preferencesBody,
      response: { 200: preferencesSchema },
      detail: { tags, summary: 'Choose what to be told of; what is not named goes back to the defaults' },
    })
