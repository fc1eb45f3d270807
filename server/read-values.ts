import { ConfigError, type Env } from './config-error.ts'

/* Readers of one variable each; a value that will not do is named with what it may be. */

export function text(env: Env, name: string, fallback: string): string {
  return env[name]?.trim() || fallback
}

export function number(env: Env, name: string, fallback: number, min: number, max: number): number {
  const raw = env[name]?.trim()
  if (!raw) return fallback
  const value = Number(raw)
  if (!Number.isFinite(value) || value < min || value > max) {
    throw new ConfigError(`${name} must be a number from ${min} to ${max}, not "${raw}"`)
  }
  return value
}

export function choice<const T extends string>(
  env: Env,
  name: string,
  options: readonly T[],
  fallback: T,
): T {
  const raw = env[name]?.trim()
  if (!raw) return fallback
  const found = options.find((option) => option === raw)
  if (!found) throw new ConfigError(`${name} must be one of ${options.join(', ')}, not "${raw}"`)
  return found
}

export const isTrue = (env: Env, name: string, fallback: 'true' | 'false') =>
  choice(env, name, ['true', 'false'], fallback) === 'true'

/** Values that ship with the demo; production never starts with them. */
const DEMO_SECRET = 'demo-secret-that-production-refuses'
const SECRET_MIN_CHARS = 32

export function secret(env: Env, name: string, isProduction: boolean): string {
  const raw = env[name]?.trim()
  if (isProduction && (!raw || raw === DEMO_SECRET || raw.length < SECRET_MIN_CHARS)) {
    throw new ConfigError(
      `${name} must be set in production, to at least ${SECRET_MIN_CHARS} random characters`,
    )
  }
  if (raw && raw.length < SECRET_MIN_CHARS) {
    throw new ConfigError(`${name} must have at least ${SECRET_MIN_CHARS} characters`)
  }
  return raw || DEMO_SECRET
}
