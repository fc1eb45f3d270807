import { type Static, t } from 'elysia'
import type { users } from '../../db/schema/index.ts'
import { idSchema, object, oneOf, timeSchema } from '../platform/http/schemas.ts'
import { invitationSchema } from './invitation.ts'
import { registerBody } from './schemas.ts'
import { withoutSecrets } from './without-secrets.ts'

export const STAFF_ROLES = ['operator', 'admin'] as const
export const ACCOUNT_STATUSES = ['active', 'suspended'] as const
const { name, email, phone } = registerBody.properties

export const accountSchema = object({
  id: idSchema,
  role: oneOf(['customer', 'driver', ...STAFF_ROLES]),
  name: t.String(),
  email: t.String(),
  phone: t.String(),
  status: oneOf(ACCOUNT_STATUSES),
  createdAt: timeSchema,
})
export const changeAccountBody = object(
  { role: t.Optional(oneOf(STAFF_ROLES)), status: t.Optional(oneOf(ACCOUNT_STATUSES)) },
  { examples: [{ role: 'admin' }] },
)
const example = { role: 'operator', name: 'Ravi', email: 'ravi@example.com', phone: '+91 98450 00001' }
export const inviteStaffBody = object(
  { role: oneOf(STAFF_ROLES), name, email, phone },
  { examples: [example] },
)
export const invitedSchema = object({ user: accountSchema, invitation: invitationSchema })

export type AccountChange = Static<typeof changeAccountBody>
export type NewStaff = Static<typeof inviteStaffBody>

export const accountView = (user: typeof users.$inferSelect): Static<typeof accountSchema> => ({
  ...withoutSecrets(user),
  createdAt: user.createdAt.toISOString(),
})
