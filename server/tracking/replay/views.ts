import { t } from 'elysia'
import { BOOKING_STATES } from '../../../db/schema/booking.ts'
import {
  idSchema,
  nullable,
  object,
  oneOf,
  timeSchema,
  vehicleClassSchema,
} from '../../platform/http/schemas.ts'

const placeSchema = object({ lat: t.Number(), lng: t.Number(), address: t.String() })
const moveSchema = object({
  at: timeSchema,
  event: t.String(),
  state: oneOf(BOOKING_STATES),
  by: t.String(),
  reason: nullable(t.String()),
  driverId: nullable(t.String({ ...idSchema, description: 'Who drives the booking from then on' })),
})
const chosenSchema = object({
  id: idSchema,
  bookingId: idSchema,
  at: timeSchema,
  kind: oneOf(['matched', 'manual', 'committed']),
  driverId: idSchema,
  driverName: t.String({ examples: ['Ravi Kumar'] }),
  candidates: t.Integer({ description: 'How many drivers were looked at', examples: [7] }),
  outcome: nullable(t.String({ description: 'What became of the offer', examples: ['accepted'] })),
  answeredAt: nullable(t.String({ ...timeSchema, examples: ['2026-03-02T09:30:06.000Z'] })),
})

export const replaySchema = object({
  keptSince: object(
    { decisions: timeSchema, surge: timeSchema },
    {
      description: 'From when on decisions and surge are kept; before it there are none to tell',
      examples: [{ decisions: '2026-02-01T09:30:00.000Z', surge: '2026-02-24T09:30:00.000Z' }],
    },
  ),
  bookings: t.Array(
    object({
      id: idSchema,
      vehicleClass: vehicleClassSchema,
      pickup: placeSchema,
      dropoff: placeSchema,
      stops: t.Array(placeSchema),
      moves: t.Array(moveSchema, {
        description: 'Oldest first; the first may be of before the period, and held at its start',
      }),
    }),
  ),
  decisions: t.Array(chosenSchema, { description: 'Oldest first, of the bookings of the page' }),
  surge: t.Array(
    object({
      cell: t.String(),
      steps: t.Array(object({ at: timeSchema, multiplier: t.Number({ examples: [1.4] }) })),
    }),
    {
      description:
        'Cells that surged, with the first page: each multiplier holds until the next. The first may be of before the period',
    },
  ),
  nextCursor: nullable(t.String()),
})

export const pathSchema = object({
  id: t.String({
    ...idSchema,
    description: 'Of the driver',
    examples: ['01956a2c-7f00-7000-8000-000000000004'],
  }),
  name: t.String({ examples: ['Ravi Kumar'] }),
  vehicleClass: vehicleClassSchema,
  duty: t.Array(
    object(
      { status: oneOf(['available', 'paused']), from: timeSchema, to: nullable(timeSchema) },
      { examples: [{ status: 'available', from: '2026-03-02T08:58:00.000Z', to: null }] },
    ),
    { description: 'When the driver was on duty, oldest first; what goes on has no end' },
  ),
  path: t.Array(t.Integer(), {
    description:
      'Three numbers a point: tenths of a second since `from`, latitude and longitude in hundred-thousandths of a degree; of each point but the first the difference to the one before. Left out is what an even drive between its neighbours tells to within ten metres; points more than a minute apart have a gap between them',
    examples: [[12, 1_297_160, 7_759_460, 80, 41, -12]],
  }),
})
