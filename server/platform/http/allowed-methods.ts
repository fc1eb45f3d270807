import type { Route } from './route-errors.ts'

/** The methods that the address of a request knows, when it knows any but the one it was asked with. */
export function allowedMethods(routes: readonly Route[], request: Request): string[] {
  const methods = new Set<string>()
  for (const { method } of routesAt(routes, request)) {
    if (method === 'WS') continue
    methods.add(method)
    if (method === 'GET') methods.add('HEAD')
  }
  return [...methods].sort()
}

/** The routes, of whatever method, at the address of a request. */
export function routesAt(routes: readonly Route[], request: Request): Route[] {
  const parts = new URL(request.url).pathname.split('/')
  return routes.filter(({ path }) => matches(path.split('/'), parts))
}

const matches = (pattern: readonly string[], parts: readonly string[]) =>
  pattern.length === parts.length &&
  pattern.every((word, i) => (word.startsWith(':') ? parts[i] !== '' : word === parts[i]))
