import { eq } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { users } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { conflict, notFound } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { accountView, type NewStaff } from './account-view.ts'
import { assertSignedIn } from './assert-signed-in.ts'
import { invite } from './invitation.ts'
import { normaliseEmail } from './normalise-email.ts'
import { hashPassword } from './passwords.ts'
import { emailTaken } from './register-user.ts'

/**
 * Makes an account of the staff with a password that nobody knows, and what its owner sets their own by, for an admin to pass on.
 * @throws DomainError token_invalid, email_taken.
 */
export async function inviteStaff(context: Context, input: NewStaff) {
  const passwordHash = await hashPassword(crypto.randomUUID() + crypto.randomUUID())
  const createdAt = context.clock.now()
  try {
    return await inTransaction(context, async (tx) => {
      await assertSignedIn(tx)
      const row = { ...input, id: tx.newId(), email: normaliseEmail(input.email), passwordHash, createdAt }
      const [user] = await tx.db.insert(users).values(row).returning()
      const made = accountView(user as typeof users.$inferSelect)
      const invitation = await invite(tx, made.id)
      await recordAudit(tx, {
        ...{ action: 'user.invite', subjectType: 'user', subjectId: made.id },
        ...{ before: null, after: { ...made, expiresAt: invitation.expiresAt } },
      })
      return { user: made, invitation }
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw emailTaken()
  }
}

/** Another invitation, for one of the staff who lost theirs or forgot their password. @throws DomainError token_invalid, not_found, not_staff. */
export function inviteAgain(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    await assertSignedIn(tx)
    const [user] = await tx.db.select().from(users).where(eq(users.id, id))
    if (!user) throw notFound('account')
    if (user.role !== 'operator' && user.role !== 'admin')
      throw conflict(
        'not_staff',
        'Only operators and admins are invited so; drivers have an invitation of their own.',
      )
    const invitation = await invite(tx, id)
    await recordAudit(tx, {
      ...{ action: 'user.invite', subjectType: 'user', subjectId: id },
      ...{ before: null, after: { expiresAt: invitation.expiresAt } },
    })
    return invitation
  })
}
