import type { Access } from './access.ts'

type Route = { method: string; path: string; hooks: { access?: Access; detail?: Record<string, unknown> } }

/** Fails the build of the app when a route does not say who may call it; writes what it says into the API document. */
export function assertAccessDeclared(routes: readonly unknown[]): void {
  for (const route of routes as Route[]) {
    const { access } = route.hooks
    if (!access) throw new Error(`${route.method} ${route.path} declares no access`)
    const roles = access.roles === 'public' ? ['all'] : [...access.roles]
    const detail = route.hooks.detail ?? {}
    route.hooks.detail = {
      ...detail,
      'x-roles': roles,
      description: `${detail.description ? `${String(detail.description)}\n\n` : ''}Open to: ${roles.join(', ')}.`,
      ...(access.roles === 'public' ? {} : { security: [{ bearer: [] }] }),
    }
  }
}
