/*
 * An invitation lets whoever has it set the password of one account, once, within three days. It is nothing that is kept:
 * it names the account and its end, and is signed together with the hash of the password as it was, so that it is void as
 * soon as that has changed, by itself or otherwise (as of Django's password reset tokens).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { t } from 'elysia'
import { users } from '../../db/schema/index.ts'
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

/** An invitation to an account. @throws DomainError not_found. */
export async function invite(context: Context, userId: string) {
  const user = await readUser(context, userId)
  if (!user) throw notFound('account')
  const expiresMs = context.clock.now().getTime() + INVITATION_TTL_MS
  const token = `${userId}.${expiresMs}.${sign(context, user, expiresMs)}`
  return { token, expiresAt: new Date(expiresMs).toISOString() }
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
    const [changed] = await tx.db.update(users).set({ passwordHash }).where(isAsSigned).returning()
    if (!changed) throw invalidInvitation()
    await endSessions(tx, user.id)
  })
  context.broadcast.publish(sessionsEndedChannel(), { userId: user.id } satisfies SessionsEnded)
}

type User = typeof users.$inferSelect

async function readUser({ db }: Context, userId: string): Promise<User | undefined> {
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  return user
}

const sign = ({ config }: Context, { id, passwordHash }: User, expiresMs: number) =>
  createHmac('sha256', config.jwtSecret)
    .update(`invitation:${id}:${expiresMs}:${passwordHash}`)
    .digest('base64url')

const isSigned = (right: string, given: string) => timingSafeEqual(Buffer.from(right), Buffer.from(given))

const invalidInvitation = () =>
  new DomainError('unauthenticated', 'invitation_invalid', 'The invitation is unknown, used or expired.')
