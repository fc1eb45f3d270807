/*
 * An invitation lets whoever has it set the password of one account, once, within three days. It names the account and its
 * end, and is signed together with the hash of the password as it was, so that it is void as soon as that has changed, by
 * itself or otherwise (as of Django's password reset tokens). Of it only the end is kept, that of the account's last one: a
 * new invitation voids the one before.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { t } from 'elysia'
import { users } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { DomainError, notFound } from '../errors.ts'
import { type SessionsEnded, sessionsEndedChannel } from '../platform/channels.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { object } from '../platform/http/schemas.ts'
import { endSessions } from './end-sessions.ts'
import { hashPassword } from './passwords.ts'

const INVITATION_TTL_MS = 3 * 86_400_000
const SHAPE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{13})\.([\w-]{43})$/

export const invitationSchema = object({
  token: t.String({ examples: ['01956a2c-7f00-7000-8000-000000000004.1772703000000.kq1rM0…'] }),
  expiresAt: t.String({ format: 'date-time', examples: ['2026-03-05T09:30:00.000Z'] }),
})

/** An invitation to an account, in the caller's transaction; those before it are void. @throws DomainError not_found. */
export async function invite(tx: Context, userId: string) {
  const user = await readUser(tx, userId, 'no key update')
  if (!user) throw notFound('account')
  const earliestMs = (user.invitationEndsAt?.getTime() ?? 0) + 1
  const expiresMs = Math.max(earliestMs, tx.clock.now().getTime() + INVITATION_TTL_MS)
  const expiresAt = new Date(expiresMs)
  await tx.db.update(users).set({ invitationEndsAt: expiresAt }).where(eq(users.id, userId))
  return { token: `${userId}.${expiresMs}.${sign(tx, user, expiresMs)}`, expiresAt: expiresAt.toISOString() }
}

/** Sets the password of the invited account and ends its sign-ins, and the sockets opened with them. @throws DomainError invitation_invalid. */
export async function setPassword(
  context: Context,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const [, userId = '', expires = '', signature = ''] = SHAPE.exec(token) ?? []
  const user = userId ? await readUser(context, userId) : undefined
  if (!user || !isSigned(sign(context, user, Number(expires)), signature)) throw invalidInvitation()
  if (Number(expires) <= context.clock.now().getTime()) throw invalidInvitation()
  const passwordHash = await hashPassword(password)
  await inTransaction(context, async (tx) => {
    const isAsSigned = and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash))
    const isLast = eq(users.invitationEndsAt, new Date(Number(expires)))
    const [changed] = await tx.db
      .update(users)
      .set({ passwordHash })
      .where(and(isAsSigned, isLast))
      .returning()
    if (!changed) throw invalidInvitation()
    await endSessions(tx, user.id)
    const subjectType = user.role === 'driver' ? 'driver' : 'user'
    await recordAudit(
      { ...tx, actor: { role: user.role, id: user.id } },
      {
        ...{ action: `${subjectType}.set_password`, subjectType, subjectId: user.id },
        ...{ before: null, after: null },
      },
    )
  })
  context.broadcast.publish(sessionsEndedChannel(), { userId: user.id } satisfies SessionsEnded)
}

type User = typeof users.$inferSelect

async function readUser({ db }: Context, userId: string, lock?: 'no key update'): Promise<User | undefined> {
  const found = db.select().from(users).where(eq(users.id, userId))
  const [user] = await (lock ? found.for(lock) : found)
  return user
}

const sign = ({ config }: Context, { id, passwordHash }: User, expiresMs: number) =>
  createHmac('sha256', config.jwtSecret)
    .update(`invitation:${id}:${expiresMs}:${passwordHash}`)
    .digest('base64url')

const isSigned = (right: string, given: string) => timingSafeEqual(Buffer.from(right), Buffer.from(given))

const invalidInvitation = () =>
  new DomainError('unauthenticated', 'invitation_invalid', 'The invitation is unknown, used or expired.')
