import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import type { Config } from '../../config.ts'
import { DomainError } from '../../errors.ts'
import { anyone } from './access.ts'
import type { HttpPlugin } from './plugin.ts'
import { object } from './schemas.ts'

const DIST = join(import.meta.dir, '../../../web/dist')
const PAGES = [
  '/',
  '/bookings',
  '/bookings/:id',
  '/drivers',
  '/drivers/:id',
  '/vehicles',
  '/vehicles/:id',
  '/pricing',
  '/pricing/:part',
  '/analytics',
  '/replay',
  '/admin/:part',
  '/sign-in',
  '/set-password',
] as const
/**
 * The page runs only what this server serves; the map's pictures are made in the page, as data and blobs. A style of the operator's
 * own brings its data and pictures from `others`, and nothing else.
 */
const policy = (others: readonly string[]) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src ${["'self' data: blob:", ...others].join(' ')}; font-src 'self'; connect-src ${["'self'", ...others].join(' ')}; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`
/** Where the page says which style the map has; empty, it is the dashboard's own. */
const STYLE_PLACE = 'name="map-style" content=""'
/** Names with a hash of the content never change; the others are asked for again. */
const HASHED = /-[a-z0-9]{8}\.\w+$/
const WORKER = /^worker-/
const FOREVER = 'public, max-age=31536000, immutable'
const EMPTY_MAP = '{"type":"FeatureCollection","features":[]}'
const detail = (summary: string) => ({
  access: anyone(),
  response: { 200: t.Unknown() },
  detail: { hide: true, summary },
})

/** How a built file lies beside itself, the smallest first. */
const TWINS = { br: '.br', gzip: '.gz' } as const
type Coding = keyof typeof TWINS

/** Whether the client takes an answer in a coding; one of weight 0 is refused (RFC 9110, 12.5.3). */
function takes(request: Request, coding: Coding): boolean {
  const offered = (request.headers.get('accept-encoding') ?? '').toLowerCase().split(',')
  return offered.some((each) => {
    const [name, weight = ''] = each.split(';').map((part) => part.trim())
    return name === coding && !/^q=0(\.0*)?$/.test(weight)
  })
}

/** A built file, compressed where a twin is there and the client takes it; null when there is no such file. */
async function builtFile(request: Request, name: string, headers: Record<string, string>) {
  const answer = async (file: Bun.BunFile, more: Record<string, string> = {}) =>
    new Response(await file.bytes(), { headers: { ...headers, vary: 'accept-encoding', ...more } })
  for (const [coding, suffix] of Object.entries(TWINS) as [Coding, string][]) {
    const twin = Bun.file(join(DIST, name + suffix))
    if (takes(request, coding) && (await twin.exists())) return answer(twin, { 'content-encoding': coding })
  }
  const plain = Bun.file(join(DIST, name))
  return (await plain.exists()) ? answer(plain) : null
}

/** Whether a person asks by a browser's address line, and not a client of the API. */
export const isForPeople = ({ method, headers, url }: Request) =>
  method === 'GET' &&
  !new URL(url).pathname.startsWith('/v1/') &&
  (headers.get('accept') ?? '').split(',').some((kind) => kind.trim().startsWith('text/html'))

/** The dashboard, which shows what its address names, or that there is nothing. @throws DomainError dashboard_not_built. */
export async function dashboardPage(request: Request, { mapStyle }: Pick<Config, 'mapStyle'>) {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': policy(mapStyle?.origins ?? []),
  }
  const page = Bun.file(join(DIST, 'index.html'))
  if (mapStyle && (await page.exists())) {
    const place = STYLE_PLACE.replace('""', `"${Bun.escapeHTML(mapStyle.url)}"`)
    return new Response(
      (await page.text()).replace(STYLE_PLACE, () => place),
      { headers },
    )
  }
  const found = await builtFile(request, 'index.html', headers)
  if (found) return found
  throw new DomainError(
    'not_found',
    'dashboard_not_built',
    'The dashboard is not built; `bun commands/build-web.ts` builds it.',
  )
}

async function asset(request: Request, name: string, { mapStyle }: Pick<Config, 'mapStyle'>) {
  // The map's worker brings the style's data, by the policy that it was served with itself: one that may change.
  const styled = WORKER.test(name) ? mapStyle : undefined
  const found = await builtFile(request, name, {
    'content-type': name.endsWith('.mjs') ? 'text/javascript; charset=utf-8' : Bun.file(name).type,
    'cache-control': HASHED.test(name) && !styled ? FOREVER : 'no-cache',
    ...(styled && { 'content-security-policy': policy(styled.origins) }),
  })
  if (found) return found
  throw new DomainError('not_found', 'not_found', 'There is no such file.')
}

async function baseMap(request: Request, path: string | undefined) {
  const file = path === undefined ? undefined : Bun.file(path)
  if (file && !(await file.exists()))
    throw new DomainError('not_found', 'base_map_missing', 'The file of the base map is not there.')
  const etag = file ? `W/"${file.size.toString(36)}-${file.lastModified.toString(36)}"` : 'W/"empty"'
  const headers = {
    'content-type': 'application/geo+json',
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
    etag,
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  const bytes = file ? await file.bytes() : new TextEncoder().encode(EMPTY_MAP)
  if (!takes(request, 'gzip')) return new Response(bytes, { headers })
  return new Response(Bun.gzipSync(bytes), { headers: { ...headers, 'content-encoding': 'gzip' } })
}

/** The dashboard as `buildWeb` left it, and the base map that it draws. */
export function dashboardRoutes(http: HttpPlugin) {
  const routes = new Elysia({ name: 'dashboard.routes', normalize: false })
    .use(http)
    .get('/assets/:name', ({ request, params, context }) => asset(request, params.name, context.config), {
      ...detail('A file of the dashboard'),
      params: object({ name: t.String({ pattern: '^[\\w-]+(\\.[\\w-]+)+$', maxLength: 120 }) }),
    })
    .get(
      '/map/base.geojson',
      ({ request, context }) => baseMap(request, context.config.baseMapFile),
      detail('The base map'),
    )
  for (const path of PAGES)
    routes.get(
      path,
      ({ request, context }) => dashboardPage(request, context.config),
      detail('The dashboard'),
    )
  return routes
}
