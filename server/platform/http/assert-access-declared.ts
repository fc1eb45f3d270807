type Route = { method: string; path: string; hooks: { detail?: Record<string, unknown> } }

/** Fails the build of the app when a route does not say who may call it: the access macro leaves its mark in the document. */
export function assertAccessDeclared(routes: readonly unknown[]): void {
  for (const { method, path, hooks } of routes as Route[]) {
    if (!hooks.detail?.['x-roles']) throw new Error(`${method} ${path} declares no access`)
  }
}
