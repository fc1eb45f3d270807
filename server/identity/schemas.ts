import { t } from 'elysia'
import {
  filledTextSchema,
  idSchema,
  object,
  textSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'

const PASSWORD_MIN_CHARS = 10
const PASSWORD_MAX_CHARS = 200
const phoneSchema = t.String({
  maxLength: 24,
  pattern: '^\\+?[ ()-]*(?:[0-9][ ()-]*){6,15}$',
  description: 'a phone number of 6 to 15 digits',
})
const person = {
  name: 'Asha',
  email: 'asha@example.com',
  phone: '+91 98450 00000',
  password: 'a long password',
}

export const userSchema = object({
  id: idSchema,
  role: t.String(),
  name: t.String(),
  email: t.String(),
  phone: t.String(),
})
export const signedInSchema = object({
  user: userSchema,
  accessToken: t.String(),
  refreshToken: t.String(),
  expiresIn: t.Integer({ description: 'Seconds until the access token ends' }),
})
export const registerBody = object(
  {
    role: t.Union([t.Literal('customer'), t.Literal('driver')]),
    name: filledTextSchema(120),
    email: t.String({ format: 'email', maxLength: 254, description: 'an e-mail address' }),
    phone: phoneSchema,
    password: t.String({ minLength: PASSWORD_MIN_CHARS, maxLength: PASSWORD_MAX_CHARS }),
    vehicleClass: t.Optional(vehicleClassSchema),
  },
  { examples: [{ role: 'customer', ...person }] },
)
export const loginBody = object(
  { email: textSchema(254), password: t.String({ maxLength: PASSWORD_MAX_CHARS }) },
  { examples: [{ email: person.email, password: person.password }] },
)
export const refreshBody = object(
  { refreshToken: t.String({ maxLength: 200 }) },
  { examples: [{ refreshToken: 'as the last sign-in or refresh answered it' }] },
)
export const refreshHeaders = t.Object({
  'idempotency-key': t.Optional(
    t.String({
      minLength: 16,
      maxLength: 200,
      description: 'A secret of the client: a retry with it gets the same tokens for a minute',
    }),
  ),
})
