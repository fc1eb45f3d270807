import { isUniqueViolation } from '../../db/connect.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { drivers, users } from '../../db/schema/index.ts'
import { DomainError, invalid } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { normaliseEmail } from './normalise-email.ts'
import { hashPassword } from './passwords.ts'

export type Registration = {
  role: 'customer' | 'driver'
  name: string
  email: string
  phone: string
  password: string
  vehicleClass?: VehicleClass
}

/** Makes an account; a driver's waits for approval. @throws DomainError email_taken, or invalid on `vehicleClass`. */
export async function registerUser(context: Context, input: Registration) {
  const { role, name, email, phone, password, vehicleClass } = input
  if (role === 'driver' && !vehicleClass)
    throw invalid('vehicle_class_required', 'vehicleClass', 'A driver must name one.')
  const passwordHash = await hashPassword(password)
  const createdAt = context.clock.now()
  try {
    return await inTransaction(context, async (tx) => {
      const row = {
        id: tx.newId(),
        role,
        name,
        email: normaliseEmail(email),
        phone,
        passwordHash,
        createdAt,
      }
      const [user] = await tx.db.insert(users).values(row).returning()
      if (role === 'driver' && vehicleClass)
        await tx.db.insert(drivers).values({ userId: row.id, vehicleClass, createdAt })
      return user as typeof users.$inferSelect
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw emailTaken()
  }
}

export function emailTaken() {
  const message = 'There is an account with this address already.'
  return new DomainError('conflict', 'email_taken', message, { fields: [{ path: 'email', message }] })
}
