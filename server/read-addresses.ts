/* The addresses of the configuration: each reader @throws ConfigError for a value that is none. */
import { ConfigError, type Env } from './config-error.ts'

export function url(env: Env, name: string, protocols: readonly string[]): string | undefined {
  const raw = env[name]?.trim()
  if (!raw) return undefined
  if (!URL.canParse(raw) || !protocols.includes(new URL(raw).protocol)) {
    throw new ConfigError(
      `${name} must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    )
  }
  return raw
}

/** One URL or several, separated by commas. */
export function urls(env: Env, name: string, protocols: readonly string[]): string | undefined {
  const parts = env[name]?.split(',').filter((part) => part.trim())
  for (const part of parts ?? []) url({ [name]: part }, name, protocols)
  return parts?.length ? parts.join(',') : undefined
}

export function brokers(env: Env, name: string): string | undefined {
  const raw = env[name]?.trim()
  if (raw && !raw.split(',').every((part) => /^[\w.-]+:\d{1,5}$/.test(part.trim())))
    throw new ConfigError(`${name} must be host:port, or several separated by commas, not "${raw}"`)
  return raw || undefined
}

/** Brokers would refuse another, again and again, long after the start. */
export function topicPrefix(env: Env, name: string): string {
  const raw = env[name]?.trim() ?? ''
  if (/^[\w.-]{0,200}$/.test(raw)) return raw
  throw new ConfigError(`${name} must be letters, digits, dots, underscores and hyphens, not "${raw}"`)
}

/** As browsers write them: without a path, in lower case, without the port that goes without saying. */
export function origins(env: Env, name: string): string[] {
  const parts = (env[name] ?? '').split(',').flatMap((part) => part.trim() || [])
  const bad = parts.find((part) => !URL.canParse(part) || new URL(part).origin !== part)
  if (bad === undefined) return parts
  throw new ConfigError(`${name} must be origins such as https://app.example.com, not "${bad}"`)
}

/** `origins` are all that the style may bring data and pictures from: its own and those listed. */
export type MapStyle = { url: string; origins: string[] }

export function mapStyle(env: Env): MapStyle | undefined {
  const address = url(env, 'MAP_STYLE_URL', ['http:', 'https:'])
  const listed = origins(env, 'MAP_STYLE_ORIGINS')
  if (!address) return undefined
  const { href, origin, username, password } = new URL(address)
  if (username || password) throw new ConfigError('MAP_STYLE_URL must be a URL without credentials')
  return { url: href, origins: [...new Set([origin, ...listed])] }
}

export function publicUrl(env: Env, fallback: string): string {
  const raw = url(env, 'PUBLIC_URL', ['http:', 'https:']) ?? fallback
  const { origin, pathname, search, hash, username, password } = new URL(raw)
  if (search || hash || username || password) {
    throw new ConfigError('PUBLIC_URL must be a URL without credentials, query and fragment')
  }
  return `${origin}${pathname}`.replace(/\/+$/, '')
}

/** The SMTP server and whom mail comes from: both, or neither. */
export function mail(env: Env): { smtpUrl: string | undefined; mailFrom: string } {
  const smtpUrl = url(env, 'SMTP_URL', ['smtp:', 'smtps:'])
  const mailFrom = env.MAIL_FROM?.trim() ?? ''
  if (smtpUrl && !/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(mailFrom))
    throw new ConfigError('MAIL_FROM must be set with SMTP_URL, as in Hexhaul <no-reply@example.com>')
  return { smtpUrl, mailFrom }
}
