const EXPOSED = 'x-request-id, ratelimit, ratelimit-policy, retry-after, allow'

/** What tells a browser that its page may read the answer; nothing for origins that are not configured. */
export function corsHeaders({ headers }: Request, origins: readonly string[]): Record<string, string> {
  if (origins.length === 0) return {}
  const origin = headers.get('origin')
  // Also without an origin, so that no cache hands one page's answer to another.
  if (!origin || !origins.includes(origin)) return { vary: 'origin' }
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
    'cross-origin-resource-policy': 'cross-origin',
  }
}

/** Whether a browser asks, for a page of a configured origin, what it may send. */
export function isPreflight({ method, headers }: Request, origins: readonly string[]): boolean {
  return (
    method === 'OPTIONS' &&
    headers.has('access-control-request-method') &&
    origins.includes(headers.get('origin') ?? '')
  )
}

export const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-request-id',
  'access-control-max-age': '600',
}
