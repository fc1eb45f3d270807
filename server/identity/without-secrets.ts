import type { users } from '../../db/schema/index.ts'

type User = typeof users.$inferSelect
export type Account = Omit<User, 'passwordHash' | 'invitationEndsAt'>

/** What may be known of an account: everything but what one signs in by. */
export const withoutSecrets = ({ passwordHash: _, invitationEndsAt: __, ...account }: User): Account =>
  account
