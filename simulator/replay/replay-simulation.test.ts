import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_OPTIONS } from '../options.ts'
import { createRandom } from '../random.ts'
import { startSimulation } from '../start-simulation.ts'
import { startServerProcess, type TestServer, untilTrue } from '../testing/start-server-process.ts'

const WITHIN_MS = 60_000
const DRIVERS = 40
const COMPLETED_MIN = 5
const MANHATTAN = { lat: 40.75, lng: -73.985 }
const RECORDED = join(import.meta.dir, '../../../shared/data')
const folder = mkdtempSync(join(tmpdir(), 'hexhaul-replay-'))

/** A server for each recording: drivers go on from where the server saw them last, which another city must not be. */
let server: TestServer
beforeEach(async () => {
  server = await startServerProcess()
}, WITHIN_MS)
afterEach(() => server.close(), WITHIN_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A day of pickups in both date formats and a few dozen trips, one of them far off, as in the recorded files. */
async function generate(): Promise<{ pickupsFile: string; tripsFile: string }> {
  const random = createRandom(11, 'recorded')
  const near = () => ({
    lat: MANHATTAN.lat + random.between(-0.02, 0.02),
    lng: MANHATTAN.lng + random.between(-0.02, 0.02),
  })
  const rows = Array.from({ length: 900 }, (_, i) => {
    const [hour, minute] = [17 + Math.floor(i / 300), String(Math.floor((i % 300) / 5)).padStart(2, '0')]
    const time = i % 2 ? `04-01-14 ${hour}:${minute}` : `4/1/2014 ${hour}:${minute}:00`
    const { lat, lng } = near()
    return `${time},${lat.toFixed(4)},${lng.toFixed(4)},B02512`
  })
  const trips = Array.from({ length: 60 }, (_, i) => {
    let { lat, lng } = i === 7 ? { lat: 40.7, lng: -115 } : near()
    const path = Array.from({ length: 20 }, () => {
      lat += random.between(-0.001, 0.001)
      lng += random.between(-0.001, 0.001)
      return [lng, lat]
    })
    return { vendor: i % 2, path, timestamps: path.map((_point, k) => k * 15) }
  })
  const [pickupsFile, tripsFile] = [join(folder, 'pickups.csv'), join(folder, 'trips.json')]
  await Bun.write(pickupsFile, ['Date/Time,Lat,Lon,Base', ...rows].join('\n'))
  await Bun.write(tripsFile, JSON.stringify(trips))
  return { pickupsFile, tripsFile }
}

async function replay(files: { pickupsFile: string; tripsFile: string }): Promise<void> {
  const since = new Date()
  const notes: string[] = []
  const haste = { speed: 60, maxSpeedMps: 950, reportEveryMs: 250 }
  const options = { ...DEFAULT_OPTIONS, ...haste, ...files, url: server.url, drivers: DRIVERS }
  const simulation = startSimulation({ ...options, pickupsFromMs: Date.parse('2014-04-01T17:00Z') }, (note) =>
    notes.push(note),
  )
  try {
    await simulation.ready
    const isDone = () => (simulation.summary().counters.completions ?? 0) >= COMPLETED_MIN
    await untilTrue(isDone, WITHIN_MS, simulation.summary)
  } finally {
    await simulation.stop()
  }
  expect(notes[0]).toMatch(/^Replaying \d+ pickups .* and \d+ trips \(0 malformed and 1 outlying left out\)/)

  const recorded = new Set<string>()
  for (const row of (await Bun.file(files.pickupsFile).text()).split(/\r?\n/).slice(1)) {
    const [, lat, lng] = row.split(',')
    recorded.add(`${Number(lat)},${Number(lng)}`)
  }
  const hauls = await server.sql`
    select state, currency, pickup from bookings where created_at >= ${since} and state = 'completed'`
  expect(hauls.length).toBeGreaterThanOrEqual(COMPLETED_MIN)
  for (const { currency, pickup } of hauls) {
    expect(currency).toBe('USD')
    expect(recorded.has(`${pickup.lat},${pickup.lng}`)).toBe(true)
  }

  // Corners of the recorded ways come back as positions of the drivers, to the grain of the wire.
  const corner = (lng: number, lat: number) => `${lat.toFixed(5)},${lng.toFixed(5)}`
  const corners = new Set<string>()
  for (const { path } of JSON.parse(await Bun.file(files.tripsFile).text()) as { path: [number, number][] }[])
    for (const [lng, lat] of path) corners.add(corner(lng, lat))
  const tracks = await server.sql`select lat, lng from tracks where recorded_at >= ${since}`
  expect(tracks.filter(({ lat, lng }) => corners.has(corner(lng, lat))).length).toBeGreaterThan(DRIVERS)
  expect(tracks.every(({ lng }) => lng > -76 && lng < -72)).toBe(true)
}

describe('recorded data through the real API', () => {
  test('made here in the same formats is carried to its doors', async () => {
    await replay(await generate())
  }, 120_000)

  const files = {
    pickupsFile: join(RECORDED, 'nyc-pickups-2014-04.csv'),
    tripsFile: join(RECORDED, 'nyc-trips.json'),
  }
  test.skipIf(!Object.values(files).every((file) => existsSync(file)))(
    'of a real city is carried to its doors',
    () => replay(files),
    120_000,
  )
})
