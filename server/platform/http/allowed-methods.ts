import type { Route } from './route-errors.ts'

/** The methods that the address of a request knows, when it knows any but the one it was asked with. */
export function allowedMethods(routes: readonly Route[], request: Request): string[] {
  const { pathname } = new URL(request.url)
  const parts = pathname.split('/')
  const methods = new Set<string>()
  for (const { method, path } of routes) {
    if (method === 'WS' || !matches(path.split('/'), parts)) continue
    methods.add(method)
    if (method === 'GET') methods.add('HEAD')
  }
  return [...methods].sort()
}

const matches = (pattern: readonly string[], parts: readonly string[]) =>
  pattern.length === parts.length &&
  pattern.every((word, i) => (word.startsWith(':') ? parts[i] !== '' : word === parts[i]))
