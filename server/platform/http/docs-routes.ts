import { Elysia, t } from 'elysia'
import { anyone } from './access.ts'
import { apiDocument, type MessageGroup } from './api-document.ts'
import type { HttpPlugin } from './plugin.ts'

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
/** Sections are closed at first: a hundred and more operations at once take a browser half a minute to draw. */
const swaggerPage = page(
  'Hexhaul API',
  `<link rel="stylesheet" href="/docs/swagger-ui.css"><div id="ui"></div><script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: '/docs/json', dom_id: '#ui', deepLinking: true, docExpansion: 'none', filter: true, persistAuthorization: true, validatorUrl: null })</script>`,
)
const redocPage = page(
  'Hexhaul API reference',
  `<div id="ui"></div><script src="/redoc/redoc.standalone.js"></script>
<script>Redoc.init('/docs/json', { hideDownloadButton: false }, document.getElementById('ui'))</script>`,
)

/** The API's documents, which load nothing from another host; `routes` is asked for when the first reader comes. */
export function docsRoutes(
  http: HttpPlugin,
  routes: () => readonly unknown[],
  messages: readonly MessageGroup[],
) {
  let document: string | undefined
  const detail = (summary: string) => ({
    access: anyone(),
    response: { 200: t.Unknown() },
    detail: { hide: true, summary },
  })
  return new Elysia({ name: 'docs.routes', normalize: false })
    .use(http)
    .get('/docs', swaggerPage, detail('The API in Swagger UI'))
    .get(
      '/docs/json',
      () => {
        document ??= JSON.stringify(apiDocument(routes(), messages))
        return new Response(document, { headers: { 'content-type': 'application/json' } })
      },
      detail('The API as an OpenAPI document'),
    )
    .get('/docs/swagger-ui.css', asset('swagger-ui.css'), detail('Styles of Swagger UI'))
    .get('/docs/swagger-ui-bundle.js', asset('swagger-ui-bundle.js'), detail('Script of Swagger UI'))
    .get('/redoc', redocPage, detail('The API in Redoc'))
    .get('/redoc/redoc.standalone.js', asset('redoc.standalone.js'), detail('Script of Redoc'))
}
