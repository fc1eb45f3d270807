import { Elysia, t } from 'elysia'
import { actorId } from '../platform/context.ts'
import { only, operators } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, nullable, object } from '../platform/http/schemas.ts'
import { readReliability } from './read-reliability.ts'

const counts = {
  offered: t.Integer(),
  accepted: t.Integer(),
  declined: t.Integer(),
  expired: t.Integer(),
  assigned: t.Integer({ description: 'Hauls that became theirs, by an offer or by hand' }),
  completed: t.Integer(),
  droppedOut: t.Integer({ description: 'Hauls that they gave back, or fell silent in' }),
}
const COUNTS_EXAMPLE = {
  ...{ offered: 42, accepted: 36, declined: 4, expired: 2, assigned: 37, completed: 35, droppedOut: 1 },
}
const RELIABILITY_EXAMPLE = {
  ...{ windowDays: 30, ...COUNTS_EXAMPLE, acceptanceRate: 0.857, dropOutRate: 0.027 },
  ...{ expected: { acceptanceRate: 0.885, dropOutRate: 0.021 }, ratingAvg: 4.8, ratingCount: 31 },
  days: [{ day: '2026-03-02', ...COUNTS_EXAMPLE }],
}
const reliabilitySchema = object(
  {
    windowDays: t.Integer(),
    ...counts,
    acceptanceRate: nullable(t.Number({ description: 'Of the offers that they decided or let pass' })),
    dropOutRate: nullable(t.Number({ description: 'Of the hauls that became theirs' })),
    expected: object(
      { acceptanceRate: t.Number(), dropOutRate: t.Number() },
      { description: 'What matching goes by: drawn towards reliable, the more the fewer offers there were' },
    ),
    ratingAvg: nullable(t.Number({ description: 'A driver is told that of ratings which they may know of' })),
    ratingCount: t.Integer(),
    days: t.Array(object({ day: t.String({ format: 'date', description: 'UTC' }), ...counts })),
  },
  { examples: [RELIABILITY_EXAMPLE] },
)
const tags = ['Ratings and reliability']

export const reliabilityRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'assignment.reliability-routes', normalize: false })
    .use(http)
    .get('/v1/driver/reliability', ({ context }) => readReliability(context, actorId(context)), {
      access: only(['driver']),
      raises: ['not_found'],
      response: { 200: reliabilitySchema },
      detail: { tags, summary: 'How reliable the driver was of late, as matching sees it' },
    })
    .get('/v1/drivers/:id/reliability', ({ context, params }) => readReliability(context, params.id), {
      access: operators(),
      raises: ['not_found'],
      params: idParams,
      response: { 200: reliabilitySchema },
      detail: { tags, summary: 'How reliable a driver was of late, as matching sees it' },
    })
