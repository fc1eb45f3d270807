import { Elysia, t } from 'elysia'
import { LIMITS, operators } from '../../platform/http/access.ts'
import { queryInteger } from '../../platform/http/numbers.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idSchema, object, pageOf, timeSchema } from '../../platform/http/schemas.ts'
import { readBbox } from '../read-snapshot.ts'
import { PATHS_PAGE_MAX, readPaths } from './read-paths.ts'
import { REPLAY_PAGE_MAX, readReplay } from './read-replay.ts'
import { pathSchema, replaySchema } from './views.ts'

const windowQuery = {
  from: timeSchema,
  to: timeSchema,
  bbox: t.Optional(
    t.String({
      maxLength: 100,
      description: 'west,south,east,north: only what was within',
      examples: ['77.45,12.83,77.78,13.10'],
    }),
  ),
  cursor: t.Optional(idSchema),
}
type WindowQuery = { from: string; to: string; bbox?: string; cursor?: string }

const windowOf = ({ from, to, bbox, cursor }: WindowQuery) => ({
  from: new Date(from),
  to: new Date(to),
  ...(bbox && { bbox: readBbox(bbox) }),
  ...(cursor && { cursor }),
})
const raises = ['period_invalid', 'no_longer_kept', 'bbox_invalid'] as const
const tags = ['Operations']

/** What a past hour is shown from: what happened in it, and where its drivers drove. */
export const replayRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'replay.routes', normalize: false })
    .use(http)
    .get(
      '/v1/ops/replay',
      ({ context, query: { limit = REPLAY_PAGE_MAX, ...query } }) =>
        readReplay(context, { limit, ...windowOf(query) }),
      {
        access: operators(LIMITS.heavy),
        query: object({
          ...windowQuery,
          limit: t.Optional(queryInteger({ minimum: 1, maximum: REPLAY_PAGE_MAX, default: REPLAY_PAGE_MAX })),
        }),
        response: { 200: replaySchema },
        raises: [...raises],
        detail: {
          tags,
          summary:
            'What happened in a past hour or a part of it: bookings with their moves, decisions, surge',
        },
      },
    )
    .get(
      '/v1/ops/replay/paths',
      ({ context, query: { limit = PATHS_PAGE_MAX, ...query } }) =>
        readPaths(context, { limit, ...windowOf(query) }),
      {
        access: operators(LIMITS.heavy),
        query: object({
          ...windowQuery,
          limit: t.Optional(queryInteger({ minimum: 1, maximum: PATHS_PAGE_MAX, default: PATHS_PAGE_MAX })),
        }),
        response: { 200: pageOf(pathSchema) },
        raises: [...raises],
        detail: {
          tags,
          summary: `Where drivers drove in a past hour or a part of it, thinned, in pages of up to ${PATHS_PAGE_MAX}`,
        },
      },
    )
