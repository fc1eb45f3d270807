import { Elysia, t } from 'elysia'
import { anyone, LIMITS } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { object } from '../platform/http/schemas.ts'
import { setPassword } from './invitation.ts'
import { registerBody } from './schemas.ts'

const TOKEN_MAX_CHARS = 200
const body = object(
  { token: t.String({ maxLength: TOKEN_MAX_CHARS }), password: registerBody.properties.password },
  { examples: [{ token: 'as the invitation has it', password: 'a long password' }] },
)

export const invitationRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'invitation.routes', normalize: false }).use(http).post(
    '/v1/auth/set-password',
    async ({ context, body, status }) => {
      await setPassword(context, body)
      return status(204, undefined)
    },
    {
      access: anyone(LIMITS.signIn),
      raises: ['invitation_invalid'],
      body,
      response: { 204: t.Void() },
      detail: { tags: ['Identity'], summary: 'Set the password of an account that one was invited to' },
    },
  )
