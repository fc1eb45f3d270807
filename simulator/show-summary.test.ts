import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { LiveScreen } from './live-screen.ts'
import { showLine, showScreen } from './show-summary.ts'
import type { Summary } from './summarise.ts'

const latency = { count: 12, p50: 1.2, p95: 30, p99: 400.5, max: 12_345 }
const summary: Summary = {
  seed: 1,
  speed: 5,
  elapsedS: 3_725,
  drivers: { cruising: 12, to_pickup: 3, offline: 1 },
  driversWanted: 16,
  driversConnected: 14,
  bookingStates: { searching: 2, goods_collected: 3, completed: 40 },
  counters: { bookings: 145, deliveries: 41, positionsSent: 123_456 },
  errors: { unreachable: 2, offer_not_open: 7 },
  callsMs: { 'POST /v1/quotes': latency, 'POST /v1/bookings': { ...latency, count: 3 } },
  bookingToOfferMs: latency,
  unservedMarkets: {},
  positionsPerS: 33.1,
  deliveriesPerMinute: 0.7,
  lastFailure: '0 unreachable: POST /v1/quotes',
}
const earlier = { elapsedS: 3_715, counters: { bookings: 135, deliveries: 40, positionsSent: 122_456 } }

describe('the screen', () => {
  test('tells the pace of now, the latencies of each call and what went wrong by code', () => {
    const text = showScreen(summary, 'http://127.0.0.1:1', earlier, { columns: 120, rows: 40 }).join('\n')
    expect(text).toContain('1:02:05')
    expect(text).toContain('15 of 16 on duty · 14 connected')
    expect(text).toContain('145 made · 60/min now')
    expect(text).toContain('123,456 · 100/s now')
    expect(text).toMatch(/POST \/v1\/quotes +12 +1\.2 +30\.0 +400\.5 +12\.3s/)
    expect(text).toContain('offer_not_open 7 · unreachable 2')
  })

  test('fits whatever terminal there is', () => {
    const size = fc.record({
      columns: fc.integer({ min: 10, max: 200 }),
      rows: fc.integer({ min: 2, max: 60 }),
    })
    fc.assert(
      fc.property(size, (screen) => {
        const lines = showScreen(summary, 'http://127.0.0.1:1', earlier, screen)
        expect(lines.length).toBeLessThan(screen.rows)
        for (const line of lines) expect(line.length).toBeLessThan(screen.columns)
      }),
    )
  })

  test('is drawn over in place and gives the terminal back as it was', () => {
    const written: string[] = []
    const screen = new LiveScreen(
      'http://127.0.0.1:1',
      (text) => written.push(text),
      () => ({ columns: 80, rows: 24 }),
    )
    screen.draw(summary)
    screen.draw(summary)
    screen.close(summary)
    expect(written[0]).toStartWith('\u001b[?1049h\u001b[?25l\u001b[H')
    expect(written[1]).toStartWith('\u001b[HHexhaul')
    expect(written[1]).not.toContain('\u001b[2J')
    expect(written[2]).toBe('\u001b[?25h\u001b[?1049l')
  })
})

test('markets without prices are named, with what they cost in wishes', () => {
  const line = showLine({ ...summary, unservedMarkets: { '842a10bffffffff': 3, '842a143ffffffff': 12 } })
  expect(line).toContain('add rate cards for the markets 842a143ffffffff (12), 842a10bffffffff (3)')
})
