import { Elysia } from 'elysia'
import type { Deps } from './platform/context.ts'
import { edge } from './platform/http/edge.ts'
import { healthRoutes } from './platform/http/health-routes.ts'
import { httpPlugin } from './platform/http/plugin.ts'

/** Health and figures alone, for processes that serve nothing else. */
export function buildHealthApp(deps: Deps) {
  let routes: readonly unknown[] = []
  const app = new Elysia({ name: 'hexhaul-health', normalize: false })
    .use(edge(deps, () => routes))
    .use(healthRoutes(httpPlugin(deps)))
  routes = app.routes
  return app
}
