import { eq } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import type { Context, Role } from '../platform/context.ts'

/** The role of an account, or null when there is none. */
export async function readRole(context: Context, userId: string): Promise<Role | null> {
  const [user] = await context.db.select({ role: users.role }).from(users).where(eq(users.id, userId))
  return user?.role ?? null
}
