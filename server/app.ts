import { Elysia } from 'elysia'
import { adminRoutes } from './admin/routes.ts'
import { figureRoutes } from './analytics/figure-routes.ts'
import { analyticsRoutes } from './analytics/routes.ts'
import { assignmentRoutes } from './assignment/routes.ts'
import { bookingRoutes } from './booking/routes.ts'
import { frameGroups } from './communication/describe-frames.ts'
import { SOCKET_OPTIONS } from './communication/elysia-socket.ts'
import { inboxRoutes } from './communication/inbox/routes.ts'
import { communicationRoutes } from './communication/routes.ts'
import { webhookRoutes } from './communication/webhooks/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { paymentRoutes } from './payments/routes.ts'
import type { Deps } from './platform/context.ts'
import { eventGroup } from './platform/event-log/describe-events.ts'
import { assertAccessDeclared } from './platform/http/assert-access-declared.ts'
import { dashboardRoutes } from './platform/http/dashboard-routes.ts'
import { docsRoutes } from './platform/http/docs-routes.ts'
import { edge } from './platform/http/edge.ts'
import { healthRoutes } from './platform/http/health-routes.ts'
import { httpPlugin } from './platform/http/plugin.ts'
import { pricingRoutes } from './pricing/routes.ts'
import { replayRoutes } from './tracking/replay/routes.ts'
import { trackingRoutes } from './tracking/routes.ts'
import { zoneRoutes } from './zones/routes.ts'

/** The whole HTTP and socket interface over the given parts; opens nothing by itself. @throws when a route declares no access. */
export function buildApp(deps: Deps) {
  const http = httpPlugin(deps)
  let routes: readonly unknown[] = []
  const app = new Elysia({
    name: 'hexhaul',
    normalize: false,
    // Answers are checked as they are: nothing of them is decoded, so nothing needs to be encoded again.
    encodeSchema: false,
    websocket: SOCKET_OPTIONS,
    // A backstop, past which the answer has no body: bodies are refused by the edge, long before.
    serve: { maxRequestBodySize: deps.config.bodyMaxBytes * 16 },
  })
    .use(edge(deps, () => routes))
    .use(healthRoutes(http))
    .use(docsRoutes(http, () => routes, [...frameGroups, eventGroup]))
    .use(dashboardRoutes(http))
    .use(identityRoutes(http))
    .use(pricingRoutes(http))
    .use(bookingRoutes(http))
    .use(assignmentRoutes(http))
    .use(trackingRoutes(http))
    .use(replayRoutes(http))
    .use(paymentRoutes(http))
    .use(analyticsRoutes(http))
    .use(figureRoutes(http))
    .use(adminRoutes(http))
    .use(zoneRoutes(http))
    .use(communicationRoutes(http, deps))
    .use(inboxRoutes(http))
    .use(webhookRoutes(http))
  routes = app.routes
  assertAccessDeclared(routes)
  return app
}

export type App = ReturnType<typeof buildApp>
