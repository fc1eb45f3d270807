import { sql } from 'drizzle-orm'
import { Elysia, type Static, t } from 'elysia'
import { anyone } from './access.ts'
import type { HttpPlugin } from './plugin.ts'
import { object } from './schemas.ts'

const SAMPLE = '# TYPE hexhaul_index_drivers gauge\nhexhaul_index_drivers 150\n'
const PROBE_DEADLINE_MS = 2_000
/** Without one that is not required the process does its work still, as the design says how. */
const dependency = object({ isUp: t.Boolean(), isRequired: t.Boolean(), reason: t.Optional(t.String()) })
const readiness = object({
  isReady: t.Boolean(),
  isStopping: t.Boolean(),
  dependencies: t.Record(t.String(), dependency),
})
const liveness = object({ isLive: t.Boolean(), reason: t.Optional(t.String()) })

export const healthRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'health.routes', normalize: false })
    .use(http)
    .get(
      '/health/live',
      async ({ context, status }) => {
        const reason = await context.eventLog.stuckReason()
        return reason === null ? { isLive: true } : status(503, { isLive: false, reason })
      },
      {
        access: anyone(),
        response: { 200: liveness, 503: liveness },
        detail: { tags: ['Health'], summary: 'Does the process make progress? If not, replace it' },
      },
    )
    .get(
      '/health/ready',
      async ({ context, status }) => {
        const dependencies = {
          database: await probe(true, () => context.db.execute(sql`select 1`)),
          hotState: await probe(false, () => context.hotState.ping()),
          eventLog: await probe(false, () => context.eventLog.ping()),
          blobStore: await probe(false, () => context.blobStore.ping()),
          routing: await probe(false, () => context.routing.ping()),
        }
        const isStopping = context.stopping.aborted
        const isReady =
          !isStopping && Object.values(dependencies).every(({ isUp, isRequired }) => isUp || !isRequired)
        return status(isReady ? 200 : 503, { isReady, isStopping, dependencies })
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

async function probe(isRequired: boolean, work: () => Promise<unknown>): Promise<Static<typeof dependency>> {
  const late = Symbol('late')
  const result = await Promise.race([
    work().then(
      () => null,
      () => 'it answered with an error',
    ),
    Bun.sleep(PROBE_DEADLINE_MS).then(() => late),
  ])
  if (result === null) return { isUp: true, isRequired }
  return {
    isUp: false,
    isRequired,
    reason: result === late ? `no answer within ${PROBE_DEADLINE_MS} ms` : String(result),
  }
}
