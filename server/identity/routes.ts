import { eq } from 'drizzle-orm'
import { Elysia, t } from 'elysia'
import { users } from '../../db/schema/index.ts'
import type { ErrorCode } from '../error-codes.ts'
import { notFound } from '../errors.ts'
import { actorId, type Context } from '../platform/context.ts'
import { anyone, LIMITS, signedIn } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { accountRoutes } from './account-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { type IssuedToken, issueRefreshToken } from './refresh-tokens.ts'
import { registerUser } from './register-user.ts'
import { revokeFamily } from './revoke-family.ts'
import { rotateRefreshToken } from './rotate-refresh-token.ts'
import {
  loginBody,
  refreshBody,
  refreshHeaders,
  registerBody,
  signedInSchema,
  userSchema,
} from './schemas.ts'
import { signIn } from './sign-in.ts'

type User = typeof users.$inferSelect
type Sign = (claims: { sub: string; role: string; jti: string; sid: string }) => Promise<string>

const userView = ({ id, role, name, email, phone }: User) => ({ id, role, name, email, phone })

/** What every way in answers: who it is, and tokens of the sign-in's family. */
async function signedInView(context: Context, user: User, sign: Sign, issued?: IssuedToken) {
  const { refreshToken, familyId } = issued ?? (await issueRefreshToken(context, user.id))
  return {
    user: userView(user),
    accessToken: await sign({ sub: user.id, role: user.role, jti: context.newId(), sid: familyId }),
    refreshToken,
    expiresIn: context.config.accessTokenTtlS,
  }
}

const open = (summary: string, ...raises: ErrorCode[]) => ({
  access: anyone(LIMITS.signIn),
  raises,
  detail: { tags: ['Identity'], summary },
})

export const identityRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'identity.routes', normalize: false })
    .use(http)
    .use(invitationRoutes(http))
    .use(accountRoutes(http))
    .post(
      '/v1/auth/register',
      async ({ context, body, tokens, status }) =>
        status(201, await signedInView(context, await registerUser(context, body), tokens.sign)),
      {
        ...open('Make an account as a customer or a driver', 'email_taken', 'vehicle_class_required'),
        body: registerBody,
        response: { 201: signedInSchema },
      },
    )
    .post(
      '/v1/auth/login',
      async ({ context, body, tokens }) => signedInView(context, await signIn(context, body), tokens.sign),
      { ...open('Sign in', 'credentials_invalid'), body: loginBody, response: { 200: signedInSchema } },
    )
    .post(
      '/v1/auth/refresh',
      async ({ context, body, headers, tokens }) => {
        const retryKey = headers['idempotency-key']
        const { user, issued } = await rotateRefreshToken(context, body.refreshToken, retryKey)
        return signedInView(context, user, tokens.sign, issued)
      },
      {
        ...open('Exchange a refresh token; the old one ends', 'refresh_token_invalid'),
        headers: refreshHeaders,
        body: refreshBody,
        response: { 200: signedInSchema },
      },
    )
    .post(
      '/v1/auth/logout',
      async ({ context, body, status }) => {
        await revokeFamily(context, body.refreshToken)
        return status(204, undefined)
      },
      {
        ...open('Sign out: every token of the sign-in ends, and its sockets'),
        body: refreshBody,
        response: { 204: t.Void() },
      },
    )
    .get(
      '/v1/me',
      async ({ context }) => {
        const [user] = await context.db
          .select()
          .from(users)
          .where(eq(users.id, actorId(context)))
        if (!user) throw notFound('user')
        return userView(user)
      },
      {
        access: signedIn(),
        raises: ['not_found'],
        response: { 200: userSchema },
        detail: { tags: ['Identity'], summary: 'Who am I?' },
      },
    )
