import { eq } from 'drizzle-orm'
import { users } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'

/** How a person is called towards others. */
export async function readFirstName({ db }: Context, userId: string): Promise<string> {
  const [row] = await db.select({ name: users.name }).from(users).where(eq(users.id, userId))
  return row?.name.trim().split(/\s+/)[0] || 'Your driver'
}
