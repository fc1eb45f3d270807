import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import { DomainError } from '../../errors.ts'
import { anyone } from './access.ts'
import type { HttpPlugin } from './plugin.ts'
import { object } from './schemas.ts'

const DIST = join(import.meta.dir, '../../../web/dist')
const PAGES = ['/', '/bookings', '/bookings/:id', '/vehicles', '/sign-in'] as const
/** The page runs only what this server serves; the map's pictures are made in the page, as data and blobs. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
/** Names with a hash of the content never change; the others are asked for again. */
const HASHED = /-[a-z0-9]{8}\.\w+$/
const FOREVER = 'public, max-age=31536000, immutable'
const EMPTY_MAP = '{"type":"FeatureCollection","features":[]}'
const detail = (summary: string) => ({
  access: anyone(),
  response: { 200: t.Unknown() },
  detail: { tags: ['Dashboard'], summary },
})

async function page() {
  const file = Bun.file(join(DIST, 'index.html'))
  if (!(await file.exists()))
    throw new DomainError(
      'not_found',
      'dashboard_not_built',
      'The dashboard is not built; `bun commands/build-web.ts` builds it.',
    )
  return new Response(await file.bytes(), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': POLICY,
    },
  })
}

async function asset(name: string) {
  const file = Bun.file(join(DIST, name))
  if (!(await file.exists())) throw new DomainError('not_found', 'not_found', 'There is no such file.')
  const type = name.endsWith('.mjs') ? 'text/javascript; charset=utf-8' : file.type
  return new Response(await file.bytes(), {
    headers: { 'content-type': type, 'cache-control': HASHED.test(name) ? FOREVER : 'no-cache' },
  })
}

async function baseMap(path: string | undefined) {
  const file = path === undefined ? undefined : Bun.file(path)
  if (file && !(await file.exists()))
    throw new DomainError('not_found', 'base_map_missing', 'The file of the base map is not there.')
  return new Response(file ? await file.bytes() : EMPTY_MAP, {
    headers: { 'content-type': 'application/geo+json', 'cache-control': 'no-cache' },
  })
}

/** The dashboard as `buildWeb` left it, and the base map that it draws. */
export function dashboardRoutes(http: HttpPlugin) {
  const routes = new Elysia({ name: 'dashboard.routes', normalize: false })
    .use(http)
    .get('/assets/:name', ({ params }) => asset(params.name), {
      ...detail('A file of the dashboard'),
      params: object({ name: t.String({ pattern: '^[\\w-]+(\\.[\\w-]+)+$', maxLength: 120 }) }),
    })
    .get('/map/base.geojson', ({ context }) => baseMap(context.config.baseMapFile), detail('The base map'))
  for (const path of PAGES) routes.get(path, page, detail('The dashboard'))
  return routes
}
