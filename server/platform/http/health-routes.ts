import { sql } from 'drizzle-orm'
import { Elysia, t } from 'elysia'
import { anyone } from './access.ts'
import type { HttpPlugin } from './plugin.ts'
import { object } from './schemas.ts'

const SAMPLE = '# TYPE hexhaul_index_drivers gauge\nhexhaul_index_drivers 150\n'
const PROBE_DEADLINE_MS = 2_000
const dependency = object({ isUp: t.Boolean(), reason: t.Optional(t.String()) })
const readiness = object({ isReady: t.Boolean(), dependencies: t.Record(t.String(), dependency) })

export const healthRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'health.routes', normalize: false })
    .use(http)
    .get('/health/live', () => ({ isLive: true }), {
      access: anyone(),
      response: { 200: object({ isLive: t.Boolean() }) },
      detail: { tags: ['Health'], summary: 'Is the process alive?' },
    })
    .get(
      '/health/ready',
      async ({ context, status }) => {
        const dependencies = {
          database: await probe(() => context.db.execute(sql`select 1`)),
          hotState: await probe(() => context.hotState.ping()),
        }
        const isReady = Object.values(dependencies).every(({ isUp }) => isUp)
        return status(isReady ? 200 : 503, { isReady, dependencies })
      },
      {
        access: anyone(),
        response: { 200: readiness, 503: readiness },
        detail: { tags: ['Health'], summary: 'Can the process do its work? Each dependency by name' },
      },
    )
    .get(
      '/metrics',
      async ({ context }) => {
        const { registry, indexDrivers } = context.metrics
        indexDrivers.set(context.driverIndex.size)
        return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } })
      },
      {
        access: anyone(),
        detail: {
          tags: ['Health'],
          summary: 'Figures for Prometheus',
          responses: {
            200: {
              description: 'Done',
              content: { 'text/plain': { schema: { type: 'string' }, example: SAMPLE } },
            },
          },
        },
      },
    )

async function probe(work: () => Promise<unknown>): Promise<{ isUp: boolean; reason?: string }> {
  const late = Symbol('late')
  const result = await Promise.race([
    work().then(
      () => null,
      () => 'it answered with an error',
    ),
    Bun.sleep(PROBE_DEADLINE_MS).then(() => late),
  ])
  if (result === null) return { isUp: true }
  return {
    isUp: false,
    reason: result === late ? `no answer within ${PROBE_DEADLINE_MS} ms` : String(result),
  }
}
