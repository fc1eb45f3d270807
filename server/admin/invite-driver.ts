import { invite } from '../identity/invitation.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { readDriver } from './read-driver.ts'
import { recordAudit } from './record-audit.ts'

/**
 * What a driver sets their own password by, once, for an admin to pass on: how whoever came with a table first signs in, and
 * whoever forgot theirs again. @throws DomainError not_found.
 */
export function inviteDriver(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    await readDriver(tx, id)
    const invitation = await invite(tx, id)
    const { expiresAt } = invitation
    await recordAudit(tx, {
      ...{ action: 'driver.invite', subjectType: 'driver', subjectId: id },
      ...{ before: null, after: { expiresAt } },
    })
    return invitation
  })
}
