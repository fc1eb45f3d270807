import { registerSchemaPath } from '@elysiajs/swagger/utils'
import { Elysia, t } from 'elysia'
import { anyone } from './access.ts'
import type { HttpPlugin } from './plugin.ts'
import { problemSchema } from './schemas.ts'

type Operation = {
  parameters?: unknown[]
  requestBody?: unknown
  responses?: Record<string, unknown>
  summary?: string
  'x-roles'?: string[]
  tags?: string[]
  [member: string]: unknown
}
type Paths = Record<string, Record<string, Operation>>
type Route = { method: string; path: string; hooks: Record<string, unknown> }

/** Only these files of the packages are served, from the place where they are installed. */
const ASSETS = {
  'swagger-ui.css': ['swagger-ui-dist/swagger-ui.css', 'text/css; charset=utf-8'],
  'swagger-ui-bundle.js': ['swagger-ui-dist/swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  'redoc.standalone.js': ['redoc/bundles/redoc.standalone.js', 'text/javascript; charset=utf-8'],
} as const
/** Redoc's script carries the address of its maker's logo; ours asks nobody else for a picture. */
const FOREIGN_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg'
const NO_IMAGE = 'data:,'
const asset = (name: keyof typeof ASSETS) => async () => {
  const [specifier, type] = ASSETS[name]
  const text = await Bun.file(Bun.resolveSync(specifier, import.meta.dir)).text()
  return new Response(text.replaceAll(FOREIGN_LOGO, NO_IMAGE), {
    headers: { 'content-type': type, 'cache-control': 'public, max-age=86400' },
  })
}

/** The browser itself refuses whatever a page or its scripts would load from another host. */
const POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:"
const page = (title: string, body: string) => () =>
  new Response(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>${title}</title></head><body style="margin:0">${body}</body></html>`,
    { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY } },
  )
const swaggerPage = page(
  'Hexhaul API',
  `<link rel="stylesheet" href="/docs/swagger-ui.css"><div id="ui"></div><script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: '/docs/json', dom_id: '#ui', deepLinking: true, persistAuthorization: true, validatorUrl: null })</script>`,
)
const redocPage = page(
  'Hexhaul API reference',
  `<div id="ui"></div><script src="/redoc/redoc.standalone.js"></script>
<script>Redoc.init('/docs/json', { hideDownloadButton: false }, document.getElementById('ui'))</script>`,
)

const isAbout = (path: string) => path.startsWith('/docs') || path.startsWith('/redoc') || path.includes('*')
const failed = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** What the edge and the access declaration can answer, beside what the route itself declares. */
function failures(operation: Operation, path: string): Record<string, unknown> {
  const isClosed = !operation['x-roles']?.includes('all')
  const takesInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0
  return {
    ...(operation.requestBody === undefined ? {} : { 400: failed('The body cannot be read') }),
    ...(isClosed ? { 401: failed('Not signed in'), 403: failed('The role may not do this') } : {}),
    ...(path.includes('{') ? { 404: failed('There is no such thing, or it is not yours to see') } : {}),
    ...(isClosed && operation.requestBody !== undefined ? { 409: failed('Conflict with the state') } : {}),
    ...(takesInput ? { 422: failed('Invalid values, each named') } : {}),
    429: failed('Too many requests; `Retry-After` tells when'),
    500: failed('Something went wrong on our side'),
  }
}

function described(operation: Operation, path: string): Operation {
  const own = Object.entries(operation.responses ?? { 200: {} }).map(([status, response]) => [
    status,
    { ...(response as object), description: (response as { description?: string }).description ?? 'Done' },
  ])
  const responses = { ...failures(operation, path), ...Object.fromEntries(own) }
  return { ...operation, responses }
}

/** The OpenAPI document of all routes but those that show it. */
export function apiDocument(routes: readonly unknown[]) {
  const paths: Paths = {}
  for (const { method, path, hooks } of routes as Route[]) {
    if (isAbout(path) || method === 'WS') continue
    registerSchemaPath({
      schema: paths as never,
      path,
      method: method as never,
      hook: { parse: 'json', ...hooks } as never,
      models: {},
    })
  }
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) methods[method] = described(operation, path)
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Hexhaul', version: '1', description: 'On-demand goods logistics in real time.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

/** The API's documents, which load nothing from another host; `routes` is asked for when the first reader comes. */
export function docsRoutes(http: HttpPlugin, routes: () => readonly unknown[]) {
  let document: string | undefined
  const detail = (summary: string) => ({
    access: anyone(),
    response: { 200: t.Unknown() },
    detail: { tags: ['Documents'], summary },
  })
  return new Elysia({ name: 'docs.routes', normalize: false })
    .use(http)
    .get('/docs', swaggerPage, detail('The API in Swagger UI'))
    .get(
      '/docs/json',
      () => {
        document ??= JSON.stringify(apiDocument(routes()))
        return new Response(document, { headers: { 'content-type': 'application/json' } })
      },
      detail('The API as an OpenAPI document'),
    )
    .get('/docs/swagger-ui.css', asset('swagger-ui.css'), detail('Styles of Swagger UI'))
    .get('/docs/swagger-ui-bundle.js', asset('swagger-ui-bundle.js'), detail('Script of Swagger UI'))
    .get('/redoc', redocPage, detail('The API in Redoc'))
    .get('/redoc/redoc.standalone.js', asset('redoc.standalone.js'), detail('Script of Redoc'))
}
