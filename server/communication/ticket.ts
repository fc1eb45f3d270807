import { newToken } from '../identity/refresh-tokens.ts'
import { actorId, type Context, type Role } from '../platform/context.ts'

export const TICKET_TTL_S = 30

/** Whom a socket speaks for, and until when its credentials hold. */
export type TicketHolder = { userId: string; role: Role; endsAtMs: number }

/** A secret that opens one socket within half a minute, so that no access token travels in an address. */
export async function issueTicket(context: Context): Promise<{ ticket: string; expiresIn: number }> {
  const ticket = newToken()
  const endsAtMs = context.clock.now().getTime() + context.config.accessTokenTtlS * 1_000
  const holder = {
    userId: actorId(context),
    role: context.actor.role as Role,
    endsAtMs,
  } satisfies TicketHolder
  await context.hotState.putTicket(ticket, JSON.stringify(holder), TICKET_TTL_S)
  return { ticket, expiresIn: TICKET_TTL_S }
}

/** The ticket's holder, once; null for a ticket that is unknown, used or too old. */
export async function takeTicket(
  { hotState }: Pick<Context, 'hotState'>,
  ticket: string,
): Promise<TicketHolder | null> {
  const value = await hotState.takeTicket(ticket)
  return value ? (JSON.parse(value) as TicketHolder) : null
}
