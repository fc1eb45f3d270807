import { eq, sql } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { normaliseEmail } from './normalise-email.ts'
import { verifyNothing, verifyPassword } from './passwords.ts'

/** The active user with these credentials. @throws DomainError credentials_invalid, in equal time for every cause. */
export async function signIn(context: Context, { email, password }: { email: string; password: string }) {
  const [user] = await context.db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, normaliseEmail(email)))
  const isRight = user ? await verifyPassword(password, user.passwordHash) : await verifyNothing(password)
  if (!user || !isRight || user.status !== 'active') {
    throw new DomainError('unauthenticated', 'credentials_invalid', 'The address or the password is wrong.')
  }
  return user
}
