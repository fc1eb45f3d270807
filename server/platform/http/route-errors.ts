import type { ErrorCode } from '../../error-codes.ts'

/** What is needed here of a route that Elysia has registered. */
export type Route = {
  method: string
  path: string
  hooks: {
    body?: unknown
    params?: unknown
    query?: unknown
    headers?: unknown
    response?: unknown
    detail?: {
      'x-roles'?: readonly string[]
      'x-errors'?: readonly ErrorCode[]
      'x-form-max-bytes'?: number
      responses?: object
      hide?: boolean
    }
  }
}

/** What a route's use case may throw, as the document tells it: `raises` in the route's options. */
export const describeRaised = (codes: readonly ErrorCode[]) => ({ 'x-errors': [...codes] })

/** Every code that a route can answer: those of the way in, which follow from its shape, and those that it declares. */
export function errorCodesOf({ hooks }: Route): ErrorCode[] {
  const { detail } = hooks
  const isOpen = detail?.['x-roles']?.includes('all') === true
  const takesInput = [hooks.body, hooks.params, hooks.query, hooks.headers].some(Boolean)
  const codes: ErrorCode[] = [
    ...(hooks.body ? (['unreadable_body'] as const) : []),
    ...(isOpen ? [] : (['sign_in_required', 'token_invalid', 'role_not_allowed'] as const)),
    'body_too_large',
    'media_type_unsupported',
    ...(takesInput ? (['validation_failed'] as const) : []),
    'rate_limited',
    'internal_error',
    ...(detail?.['x-errors'] ?? []),
  ]
  return [...new Set(codes)]
}

/** Tells whether a route declares a code; one that it does not is a gap in the API document. */
export function declaredCodes(routes: () => readonly unknown[]) {
  let byRoute: Map<string, Set<string>> | undefined
  return (method: string, path: string, code: string): boolean => {
    byRoute ??= new Map(
      (routes() as Route[]).map((route) => [`${route.method} ${route.path}`, new Set(errorCodesOf(route))]),
    )
    return byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${path}`)?.has(code) ?? true
  }
}
