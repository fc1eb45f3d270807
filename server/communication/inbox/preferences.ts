import { eq } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { notificationPreferences } from '../../../db/schema/index.ts'
import { invalid } from '../../errors.ts'
import { type Actor, actorId, type Context, inTransaction, type Role } from '../../platform/context.ts'
import { object, oneOf } from '../../platform/http/schemas.ts'
import { defaultsOf, KIND_NAMES, KINDS, type Kind } from './kinds.ts'

const channels = { inbox: t.Boolean(), email: t.Boolean() }
const kindSchema = oneOf(KIND_NAMES)

export const preferencesBody = object(
  {
    preferences: t.Array(object({ kind: kindSchema, ...channels }), {
      maxItems: KIND_NAMES.length,
      description: 'All that is to differ from the defaults; what is not named goes back to them',
    }),
  },
  { examples: [{ preferences: [] }] },
)
export const preferencesSchema = object({
  preferences: t.Array(
    object({
      kind: kindSchema,
      label: t.String({ examples: ['A driver takes your booking'] }),
      ...channels,
      defaults: object(channels),
    }),
  ),
})
export type Preferences = Static<typeof preferencesBody>['preferences']

const CHANNELS = ['inbox', 'email'] as const

const roleOf = (actor: Actor): Role => {
  if (!('id' in actor)) throw new Error('only a person has preferences')
  return actor.role
}

/** Every kind that concerns the caller's role, whether it reaches them and how, and what the defaults are. */
export async function readPreferences(context: Context) {
  const role = roleOf(context.actor)
  const chosen = await context.db
    .select()
    .from(notificationPreferences)
    .where(eq(notificationPreferences.userId, actorId(context)))
  return {
    preferences: KIND_NAMES.flatMap((kind) => {
      const defaults = defaultsOf(kind, role)
      if (!defaults) return []
      const own = chosen.filter((row) => row.kind === kind)
      const choice = Object.fromEntries(own.map(({ channel, isOn }) => [channel, isOn]))
      return [{ kind, label: KINDS[kind].label, ...defaults, ...choice, defaults }]
    }),
  }
}

/**
 * Sets how the caller is told of each kind; those that are not named go back to the defaults of the role.
 * @throws DomainError notification_kind_foreign for one that does not concern the role or comes twice.
 */
export async function setPreferences(context: Context, { preferences }: { preferences: Preferences }) {
  const [userId, role] = [actorId(context), roleOf(context.actor)]
  const seen = new Set<Kind>()
  preferences.forEach(({ kind }, index) => {
    const path = `preferences.${index}.kind`
    if (!defaultsOf(kind, role) || seen.has(kind))
      throw invalid('notification_kind_foreign', path, 'It does not concern your role, or comes twice.')
    seen.add(kind)
  })
  const rows = preferences.flatMap(({ kind, ...choice }) =>
    CHANNELS.flatMap((channel) =>
      choice[channel] === defaultsOf(kind, role)?.[channel]
        ? []
        : [{ userId, kind, channel, isOn: choice[channel] }],
    ),
  )
  await inTransaction(context, async ({ db }) => {
    await db.delete(notificationPreferences).where(eq(notificationPreferences.userId, userId))
    if (rows.length > 0) await db.insert(notificationPreferences).values(rows).onConflictDoNothing()
  })
  return readPreferences(context)
}
