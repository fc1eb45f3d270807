import { Elysia, ParseError } from 'elysia'
import { DomainError } from '../../errors.ts'
import type { Deps } from '../context.ts'
import { admitBody } from './admit-body.ts'
import { allowedMethods } from './allowed-methods.ts'
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts'
import { dashboardPage, isForPeople } from './dashboard-routes.ts'
import { formMaxBytes } from './forms.ts'
import { type Problem, toProblem } from './problem.ts'
import { declaredCodes, type Route } from './route-errors.ts'

const REQUEST_ID = /^[\w.-]{8,64}$/
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
}

const wrongMethod = (allowed: readonly string[]) =>
  new DomainError('wrong_method', 'method_not_allowed', `This address knows ${allowed.join(', ')}.`)

/** What every request passes on its way in and out: id, headers, CORS, body, errors, log and metrics. */
export function edge(deps: Deps, routes: () => readonly unknown[]) {
  const { config, log, metrics } = deps
  const startedAt = new WeakMap<Request, number>()
  const failed = new WeakMap<Request, Problem>()
  const isDeclared = declaredCodes(routes)

  return new Elysia({ name: 'edge' })
    .onRequest(({ request, set }) => {
      startedAt.set(request, performance.now())
      const sent = request.headers.get('x-request-id')
      set.headers['x-request-id'] = sent && REQUEST_ID.test(sent) ? sent : deps.newId()
      Object.assign(set.headers, SECURITY_HEADERS, corsHeaders(request, config.corsOrigins))
      if (isPreflight(request, config.corsOrigins)) {
        const headers = { ...(set.headers as Record<string, string>), ...preflightHeaders }
        return new Response(null, { status: 204, headers })
      }
      admitBody(request, config.bodyMaxBytes, () => formMaxBytes(routes() as Route[], request))
    })
    .onError({ as: 'global' }, async ({ error, code, set, request, route }) => {
      const requestId = String(set.headers['x-request-id'] ?? '')
      const thrown = error instanceof ParseError && error.cause instanceof DomainError ? error.cause : error
      const allowed = code === 'NOT_FOUND' ? allowedMethods(routes() as Route[], request) : []
      if (allowed.length > 0) set.headers.allow = allowed.join(', ')
      const problem = toProblem(allowed.length > 0 ? wrongMethod(allowed) : thrown, code, requestId)
      // Who is sent elsewhere because we stop has met no fault.
      if (problem.status >= 500 && problem.code !== 'stopping') {
        log.error(
          { err: error, requestId, method: request.method, route: route || 'unknown' },
          'request failed',
        )
      }
      if (route && !isDeclared(request.method, route, problem.code))
        metrics.undeclaredErrors.inc({ route: `${request.method} ${route}`, code: problem.code })
      failed.set(request, problem)
      // RFC 9110, 15.5.2: who is refused for want of credentials is told which kind would do.
      if (problem.status === 401) set.headers['www-authenticate'] = 'Bearer realm="hexhaul"'
      const headers = { ...(set.headers as Record<string, string>) }
      if (code === 'NOT_FOUND' && problem.code === 'not_found' && isForPeople(request)) {
        const page = await dashboardPage(request, config).catch(() => null)
        const own = Object.fromEntries(page?.headers ?? [])
        if (page) return new Response(page.body, { status: problem.status, headers: { ...headers, ...own } })
      }
      return new Response(JSON.stringify(problem), {
        status: problem.status,
        headers: { ...headers, 'content-type': 'application/problem+json' },
      })
    })
    .onAfterResponse({ as: 'global' }, ({ request, route: matched, params, set, response }) => {
      const problem = failed.get(request)
      const answered = response instanceof Response ? response.status : Number(set.status ?? 200)
      const status = problem?.status ?? answered
      const route = matched || 'unknown'
      const { method } = request
      const seconds = (performance.now() - (startedAt.get(request) ?? performance.now())) / 1_000
      metrics.httpSeconds.observe({ method, route, status }, seconds)
      const isAboutBooking = route.startsWith('/v1/bookings/:id') && status !== 422
      const subject = isAboutBooking ? { bookingId: (params as { id: string }).id } : {}
      const code = problem ? { code: problem.code } : {}
      const requestId = set.headers['x-request-id']
      log.info({ requestId, method, route, status, ...code, ...subject, seconds }, 'answered')
    })
}
