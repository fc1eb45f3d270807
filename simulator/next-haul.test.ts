import { afterAll, beforeAll, test } from 'bun:test'
import { DEFAULT_OPTIONS } from './options.ts'
import { startSimulation } from './start-simulation.ts'
import { startServerProcess, type TestServer, untilTrue } from './testing/start-server-process.ts'

const WITHIN_MS = 80_000
const HASTE = { speed: 60, maxSpeedMps: 950, reportEveryMs: 250, startHour: 10 }

let server: TestServer
beforeAll(async () => {
  server = await startServerProcess()
}, WITHIN_MS)
afterAll(() => server.close(), WITHIN_MS)

test(
  'a driver with goods on board who is asked for the next haul says yes, comes when they are free, and drives it',
  async () => {
    const options = { ...DEFAULT_OPTIONS, ...HASTE, url: server.url, drivers: 6, bookingsPerMinute: 200 }
    const simulation = startSimulation(options)
    try {
      await simulation.ready
      await untilTrue(
        async () => {
          // As dispatch asks: whoever has goods on board, for a booking of their class that nobody is asked for.
          await server.sql`
            insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, free_in_s,
                created_at, expires_at)
              select distinct on (h.driver_id) gen_random_uuid(), b.id, h.driver_id, 'forward', 400, 90, 60, now(),
                now() + interval '1 hour'
              from bookings h join bookings b on b.state = 'searching' and b.vehicle_class = h.vehicle_class
              where h.state = 'goods_collected' and not exists (select 1 from offers o where o.booking_id = b.id)
              on conflict do nothing`
          const [driven] = await server.sql`
            select b.id from bookings b
              join booking_events promise on promise.booking_id = b.id and promise.type = 'driver_queued'
              join booking_events move on move.booking_id = b.id and move.seq = promise.seq + 1
            where move.type = 'assigned' and b.state = 'completed' limit 1`
          return driven !== undefined
        },
        WITHIN_MS,
        simulation.summary,
      )
    } finally {
      await simulation.stop()
    }
  },
  2 * WITHIN_MS,
)
