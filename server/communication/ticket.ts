import { assertSignedIn } from '../identity/assert-signed-in.ts'
import { newToken } from '../identity/refresh-tokens.ts'
import { actorId, type Context, type Role } from '../platform/context.ts'
import type { Credentials } from './session.ts'

export const TICKET_TTL_S = 30

/**
 * A secret that opens one socket within half a minute, so that no access token travels in an address.
 * @throws DomainError token_invalid where the sign-in has ended, though the access token still runs.
 */
export async function issueTicket(context: Context): Promise<{ ticket: string; expiresIn: number }> {
  await assertSignedIn(context)
  const { actor, clock, config, hotState } = context
  const ticket = newToken()
  const credentials = {
    userId: actorId(context),
    role: actor.role as Role,
    familyId: 'id' in actor ? (actor.familyId ?? null) : null,
    endsAtMs: clock.now().getTime() + config.accessTokenTtlS * 1_000,
  } satisfies Credentials
  await hotState.putTicket(ticket, JSON.stringify(credentials), TICKET_TTL_S)
  return { ticket, expiresIn: TICKET_TTL_S }
}

/** Whom the ticket speaks for, once; null for a ticket that is unknown, used or too old. */
export async function takeTicket(
  { hotState }: Pick<Context, 'hotState'>,
  ticket: string,
): Promise<Credentials | null> {
  const value = await hotState.takeTicket(ticket)
  return value ? (JSON.parse(value) as Credentials) : null
}
