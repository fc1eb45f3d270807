import { jwt } from '@elysiajs/jwt'
import { Elysia } from 'elysia'
import type { ErrorCode } from '../../error-codes.ts'
import { DomainError } from '../../errors.ts'
import type { Actor, Context, Deps, Role } from '../context.ts'
import { type Access, describeAccess, scaledLimit } from './access.ts'
import { describeRaised } from './route-errors.ts'
import { type Claims, rememberVerified, type Verify } from './verified-tokens.ts'

export const TOKEN_ISSUER = 'hexhaul'
export const TOKEN_AUDIENCE = 'hexhaul-api'
const TOKEN_TERMS = {
  algorithms: ['HS256'],
  issuer: TOKEN_ISSUER,
  audience: TOKEN_AUDIENCE,
  requiredClaims: ['exp', 'sub'],
}
const USER_AGENT_MAX_CHARS = 300
const ROLES: readonly string[] = ['customer', 'driver', 'operator', 'admin'] satisfies Role[]

export type HttpPlugin = ReturnType<typeof httpPlugin>

/**
 * What every route is built on: `access` declares who may call it and how often, is enforced here alone,
 * and gives the handler its `context`.
 */
export function httpPlugin(deps: Deps) {
  const admitted = new WeakMap<Request, { actor: Actor; address: string }>()
  const verified = rememberVerified(deps.clock)
  // Or each plugin that is used merges them with themselves, down to every number of the driver index.
  const frozen = Object.freeze({ ...deps })
  return new Elysia({ name: 'http' })
    .use(
      jwt({
        name: 'tokens',
        secret: deps.config.jwtSecret,
        alg: 'HS256',
        iss: TOKEN_ISSUER,
        aud: TOKEN_AUDIENCE,
        exp: `${deps.config.accessTokenTtlS}s`,
      }),
    )
    .decorate('deps', frozen)
    .macro('raises', (codes: readonly ErrorCode[]) => ({ detail: describeRaised(codes) }))
    .macro({
      access: (access: Access) => ({
        detail: describeAccess(access),
        // Before the validation, so that strangers learn nothing of the values and bad requests count against the limit.
        async transform({ request, headers, set, server, tokens, deps }) {
          const address = clientAddress(request, server?.requestIP(request)?.address, deps.config.trustProxy)
          const verify = (token: string) => tokens.verify(token, TOKEN_TERMS)
          const actor = await identify(headers.authorization, access, (token) =>
            verified(token, verify),
          ).catch(async (error: unknown) => {
            // Whoever is turned away uses up their address's allowance, so that guessing has a price.
            await limit(deps, access, address, set.headers)
            throw error
          })
          await limit(deps, access, 'id' in actor ? actor.id : address, set.headers)
          admitted.set(request, { actor, address })
        },
        resolve({ request, set, deps }) {
          const caller = admitted.get(request)
          if (!caller) throw new Error('a request has come past its access declaration')
          const requestId = String(set.headers['x-request-id'] ?? '')
          const userAgent = request.headers.get('user-agent')?.slice(0, USER_AGENT_MAX_CHARS) ?? null
          const origin = { ipAddress: caller.address, userAgent }
          const context: Context = { ...deps, actor: caller.actor, requestId, origin }
          return { context, clientAddress: caller.address }
        },
      }),
    })
}

function actorOf({ sub, role, sid }: Claims): Extract<Actor, { id: string }> | null {
  if (!sub || typeof role !== 'string' || !ROLES.includes(role)) return null
  return { role: role as Role, id: sub, ...(typeof sid === 'string' && { familyId: sid }) }
}

async function identify(header: string | undefined, access: Access, verify: Verify): Promise<Actor> {
  // Open routes know nobody: accounts that anybody can make would else each bring an allowance for guessing passwords.
  if (access.roles === 'public') return { role: 'anonymous' }
  if (!header) {
    throw new DomainError('unauthenticated', 'sign_in_required', 'Sign in and send the access token.')
  }
  const claims = header.startsWith('Bearer ') ? await verify(header.slice(7)) : false
  const actor = claims === false ? null : actorOf(claims)
  if (!actor) {
    throw new DomainError('unauthenticated', 'token_invalid', 'The access token is not valid or has expired.')
  }
  if (!access.roles.includes(actor.role)) {
    throw new DomainError(
      'forbidden',
      'role_not_allowed',
      `This needs the role ${access.roles.join(' or ')}.`,
    )
  }
  return actor
}

async function limit(
  deps: Deps,
  access: Access,
  who: string,
  headers: Record<string, unknown>,
): Promise<void> {
  const rate = scaledLimit(access.limit, deps.config.rateLimitScale)
  const decision = await deps.hotState.takeRate(who, rate, deps.clock.now().getTime())
  // The quota is whole again after the window: a burst at the rate at which it refills.
  const windowS = Math.ceil((rate.burst * 60) / rate.perMinute)
  headers['ratelimit-policy'] = `"${rate.name}";q=${rate.burst};w=${windowS}`
  headers.ratelimit = `"${rate.name}";r=${decision.remaining};t=${decision.resetS}`
  if (decision.isAllowed) return
  headers['retry-after'] = String(decision.retryAfterS)
  throw new DomainError(
    'rate_limited',
    'rate_limited',
    `Too many requests; try again in ${decision.retryAfterS} s.`,
  )
}

/** The last address that a trusted proxy added, or else the peer's. */
function clientAddress(request: Request, peer: string | undefined, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return forwarded || peer || 'unknown'
}
