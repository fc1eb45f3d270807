import { Elysia } from 'elysia'
import { DomainError } from '../../errors.ts'
import type { Deps } from '../context.ts'
import { toProblem } from './problem.ts'

const REQUEST_ID = /^[\w.-]{8,64}$/
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
}

/** What every request passes on its way in and out: id, headers, CORS, errors, log and metrics. */
export function edge(deps: Deps) {
  const { config, log, metrics } = deps
  const startedAt = new WeakMap<Request, number>()
  return new Elysia({ name: 'edge' })
    .onRequest(({ request, set }) => {
      startedAt.set(request, performance.now())
      const sent = request.headers.get('x-request-id')
      set.headers['x-request-id'] = sent && REQUEST_ID.test(sent) ? sent : deps.newId()
      Object.assign(set.headers, SECURITY_HEADERS)
      const origin = request.headers.get('origin')
      if (origin && config.corsOrigins.includes(origin)) {
        set.headers['access-control-allow-origin'] = origin
        set.headers.vary = 'origin'
        if (request.method === 'OPTIONS') {
          set.headers['access-control-allow-methods'] = 'GET, POST, PUT, PATCH, DELETE'
          set.headers['access-control-allow-headers'] =
            'authorization, content-type, idempotency-key, x-request-id'
          set.headers['access-control-max-age'] = '600'
          return new Response(null, { status: 204, headers: set.headers as Record<string, string> })
        }
      }
      const length = Number(request.headers.get('content-length') ?? 0)
      if (length > config.bodyMaxBytes) {
        throw new DomainError(
          'too_large',
          'body_too_large',
          `The body is larger than ${config.bodyMaxBytes} bytes.`,
        )
      }
    })
    .onError({ as: 'global' }, ({ error, code, set, request }) => {
      const problem = toProblem(error, code, String(set.headers['x-request-id'] ?? ''))
      if (problem.status >= 500) {
        log.error(
          { err: error, requestId: problem.requestId, path: new URL(request.url).pathname },
          'request failed',
        )
      }
      return new Response(JSON.stringify(problem), {
        status: problem.status,
        headers: { ...(set.headers as Record<string, string>), 'content-type': 'application/problem+json' },
      })
    })
    .onAfterResponse({ as: 'global' }, ({ request, route, set, response }) => {
      const status = response instanceof Response ? response.status : Number(set.status ?? 200)
      const seconds = (performance.now() - (startedAt.get(request) ?? performance.now())) / 1_000
      metrics.httpSeconds.observe({ method: request.method, route: route || 'unknown', status }, seconds)
      log.debug(
        { requestId: set.headers['x-request-id'], method: request.method, route, status, seconds },
        'answered',
      )
    })
}
