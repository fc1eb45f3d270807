import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams } from '../platform/http/schemas.ts'
import { accountSchema, changeAccountBody, invitedSchema, inviteStaffBody } from './account-view.ts'
import { changeAccount, endAccountSessions } from './change-account.ts'
import { invitationSchema } from './invitation.ts'
import { inviteAgain, inviteStaff } from './invite-staff.ts'

const tags = ['Administration']
const access = only(['admin'], LIMITS.write)

/** Who may sign in, and as what. */
export const accountRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'account.routes', normalize: false })
    .use(http)
    .post(
      '/v1/admin/users',
      async ({ context, body, status }) => status(201, await inviteStaff(context, body)),
      {
        access,
        raises: ['email_taken'],
        body: inviteStaffBody,
        response: { 201: invitedSchema },
        detail: {
          tags,
          summary: 'Make an account of an operator or admin, who sets their own password, once',
        },
      },
    )
    .patch(
      '/v1/admin/users/:id',
      ({ context, params, body }) => changeAccount(context, { ...body, id: params.id }),
      {
        access,
        raises: ['not_found', 'nothing_to_change', 'not_staff', 'last_admin'],
        params: idParams,
        body: changeAccountBody,
        response: { 200: accountSchema },
        detail: { tags, summary: 'Change the role or status of an account, and sign it out' },
      },
    )
    .post(
      '/v1/admin/users/:id/end-sessions',
      async ({ context, params, status }) => {
        await endAccountSessions(context, params)
        return status(204, undefined)
      },
      {
        access,
        raises: ['not_found'],
        params: idParams,
        response: { 204: t.Void() },
        detail: { tags, summary: 'Sign an account out everywhere' },
      },
    )
    .post(
      '/v1/admin/users/:id/invite',
      async ({ context, params, status }) => status(201, await inviteAgain(context, params)),
      {
        access,
        raises: ['not_found', 'not_staff'],
        params: idParams,
        response: { 201: invitationSchema },
        detail: { tags, summary: 'Make what an operator or admin sets their password anew by, once' },
      },
    )
