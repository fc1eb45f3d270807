import { eq } from 'drizzle-orm'
import { Elysia, t } from 'elysia'
import { users } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import { actorId, type Context } from '../platform/context.ts'
import { anyone, LIMITS, signedIn } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idSchema, object, textSchema, vehicleClassSchema } from '../platform/http/schemas.ts'
import { issueRefreshToken, revokeFamily, rotateRefreshToken } from './refresh-tokens.ts'
import { registerUser } from './register-user.ts'
import { signIn } from './sign-in.ts'

const PASSWORD_MIN_CHARS = 10
const userSchema = object({
  id: idSchema,
  role: t.String(),
  name: t.String(),
  email: t.String(),
  phone: t.String(),
})
const sessionSchema = object({
  user: userSchema,
  accessToken: t.String(),
  refreshToken: t.String(),
  expiresIn: t.Integer({ description: 'Seconds until the access token ends' }),
})
const registerBody = object(
  {
    role: t.Union([t.Literal('customer'), t.Literal('driver')]),
    name: textSchema(120),
    email: t.String({ format: 'email', maxLength: 254 }),
    phone: t.String({ pattern: '^\\+?[0-9 ()-]{6,20}$' }),
    password: t.String({ minLength: PASSWORD_MIN_CHARS, maxLength: 200 }),
    vehicleClass: t.Optional(vehicleClassSchema),
  },
  {
    examples: [
      {
        role: 'customer',
        name: 'Asha',
        email: 'asha@example.com',
        phone: '+91 98450 00000',
        password: 'a long password',
      },
    ],
  },
)
const loginBody = object(
  { email: textSchema(254), password: t.String({ maxLength: 200 }) },
  { examples: [{ email: 'asha@example.com', password: 'a long password' }] },
)
const refreshBody = object(
  { refreshToken: t.String({ maxLength: 200 }) },
  { examples: [{ refreshToken: 'as the last sign-in or refresh answered it' }] },
)

type User = typeof users.$inferSelect
const userView = ({ id, role, name, email, phone }: User) => ({ id, role, name, email, phone })
type Sign = (claims: { sub: string; role: string; jti: string }) => Promise<string>

async function session(context: Context, user: User, sign: Sign, refreshToken?: string) {
  return {
    user: userView(user),
    accessToken: await sign({ sub: user.id, role: user.role, jti: context.newId() }),
    refreshToken: refreshToken ?? (await issueRefreshToken(context, user.id)),
    expiresIn: context.config.accessTokenTtlS,
  }
}

export const identityRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'identity.routes', normalize: false })
    .use(http)
    .post(
      '/v1/auth/register',
      async ({ context, body, tokens, status }) =>
        status(201, await session(context, await registerUser(context, body), tokens.sign)),
      {
        access: anyone(LIMITS.signIn),
        body: registerBody,
        response: { 201: sessionSchema },
        detail: { tags: ['Identity'], summary: 'Make an account as a customer or a driver' },
      },
    )
    .post(
      '/v1/auth/login',
      async ({ context, body, tokens }) => session(context, await signIn(context, body), tokens.sign),
      {
        access: anyone(LIMITS.signIn),
        body: loginBody,
        response: { 200: sessionSchema },
        detail: { tags: ['Identity'], summary: 'Sign in' },
      },
    )
    .post(
      '/v1/auth/refresh',
      async ({ context, body, tokens }) => {
        const { user, refreshToken } = await rotateRefreshToken(context, body.refreshToken)
        return session(context, user, tokens.sign, refreshToken)
      },
      {
        access: anyone(LIMITS.signIn),
        body: refreshBody,
        response: { 200: sessionSchema },
        detail: { tags: ['Identity'], summary: 'Exchange a refresh token; the old one ends' },
      },
    )
    .post(
      '/v1/auth/logout',
      async ({ context, body, status }) => {
        await revokeFamily(context, body.refreshToken)
        return status(204, undefined)
      },
      {
        access: anyone(LIMITS.signIn),
        body: refreshBody,
        response: { 204: t.Void() },
        detail: { tags: ['Identity'], summary: 'Sign out: every token of the session ends' },
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
        response: { 200: userSchema },
        detail: { tags: ['Identity'], summary: 'Who am I?' },
      },
    )
