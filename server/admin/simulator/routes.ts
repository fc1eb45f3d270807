import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../../platform/http/access.ts'
import { integer } from '../../platform/http/numbers.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { nullable, object } from '../../platform/http/schemas.ts'
import { changeSimulator } from './change-simulator.ts'

/** Of one process that is the city and the server, too. */
const DRIVERS_MAX = 1_000
const BOOKINGS_PER_MINUTE_MAX = 600
const SPEED_MAX = 10

const tags = ['Administration']
const pace = {
  drivers: integer({ minimum: 1, maximum: DRIVERS_MAX, examples: [150] }),
  bookingsPerMinute: t.Number({ minimum: 0, maximum: BOOKINGS_PER_MINUTE_MAX, examples: [30] }),
  speed: t.Number({
    minimum: 0.1,
    maximum: SPEED_MAX,
    examples: [3],
    description: 'How many times as fast drivers live',
  }),
  isPaused: t.Boolean(),
}
const paceBody = object(t.Partial(t.Object(pace)).properties, {
  examples: [{ bookingsPerMinute: 30, speed: 3 }],
})
const stateSchema = object({
  ...pace,
  isStarting: t.Boolean({ description: 'Until the drivers of the last change are on duty' }),
  driversConnected: t.Integer({ examples: [150] }),
  failure: nullable(t.String({ description: 'Why it could not start', examples: ['connection refused'] })),
})

/** The pace of the demo's city; anywhere else there is none. */
export const simulatorRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'simulator.routes', normalize: false })
    .use(http)
    .get('/v1/admin/simulator', ({ context }) => ({ simulator: context.simulator?.read() ?? null }), {
      access: only(['admin']),
      response: { 200: object({ simulator: nullable(stateSchema) }) },
      detail: { tags, summary: 'How the simulated city of the demo runs; null where there is none' },
    })
    .patch('/v1/admin/simulator', ({ context, body }) => changeSimulator(context, body), {
      access: only(['admin'], LIMITS.write),
      raises: ['not_found', 'nothing_to_change'],
      body: paceBody,
      response: { 200: stateSchema },
      detail: { tags, summary: 'Start the simulated city anew at another pace, or pause it' },
    })
