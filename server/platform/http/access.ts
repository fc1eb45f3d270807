import type { Role } from '../context.ts'
import type { RateLimit } from '../hot-state/port.ts'

/** Who may call a route, and how often; every route declares one. */
export type Access = { roles: readonly Role[] | 'public'; limit: RateLimit }

/** Limits of one identity (or address, where nobody is signed in) on one kind of route. */
export const LIMITS = {
  read: { name: 'read', perMinute: 600, burst: 200 },
  write: { name: 'write', perMinute: 240, burst: 60 },
  positions: { name: 'positions', perMinute: 600, burst: 100 },
  /** Bodies with files, which take memory while they are read. */
  uploads: { name: 'uploads', perMinute: 60, burst: 20 },
  /** What may take the database seconds. */
  heavy: { name: 'heavy', perMinute: 120, burst: 60 },
  signIn: { name: 'sign-in', perMinute: 30, burst: 20 },
  open: { name: 'open', perMinute: 1_200, burst: 400 },
  /** Frames of one person's sockets that ask the database for something. */
  frames: { name: 'frames', perMinute: 600, burst: 250 },
} as const satisfies Record<string, RateLimit>

/** A limit as the configuration stretches it; never less than one request. */
export const scaledLimit = (limit: RateLimit, scale: number): RateLimit => ({
  ...limit,
  perMinute: limit.perMinute * scale,
  burst: Math.max(1, Math.round(limit.burst * scale)),
})

export const anyone = (limit: RateLimit = LIMITS.open): Access => ({ roles: 'public', limit })
export const only = (roles: readonly Role[], limit: RateLimit = LIMITS.read): Access => ({ roles, limit })
export const signedIn = (limit: RateLimit = LIMITS.read): Access =>
  only(['customer', 'driver', 'operator', 'admin'], limit)
/** Admins can do whatever operators can. */
export const operators = (limit: RateLimit = LIMITS.read): Access => only(['operator', 'admin'], limit)

/** What the API document says of a route's access. */
export function describeAccess({ roles }: Access) {
  if (roles === 'public') return { 'x-roles': ['all'] }
  return { 'x-roles': [...roles], security: [{ bearer: [] }] }
}
