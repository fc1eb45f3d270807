import { expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import type { LoggedPosition, PositionLog } from './port.ts'

const UNTIL_MS = 30_000
const rest = { lat: 12.97, lng: 77.59, speedMps: null, headingDeg: 90, accuracyM: 5.5 }

const unique = (points: readonly LoggedPosition[]) => [
  ...new Map(points.map((point) => [`${point.driverId} ${point.recordedAtMs}`, point])).values(),
]

/** What every position log keeps; `open` gives the same log to everybody who asks within one test file. */
export function positionLogContract(open: () => Promise<PositionLog>): void {
  test('hands over every point, in the order of its driver, again after a failure, and the rest at a stop', async () => {
    const log = await open()
    const drivers = Array.from({ length: 20 }, () => crypto.randomUUID())
    const at = (driverId: string, recordedAtMs: number): LoggedPosition => ({
      heardAtMs: recordedAtMs + 7,
      ...rest,
      driverId,
      recordedAtMs,
    })
    const got: LoggedPosition[] = []
    const isOurs = new Set<string>(drivers)
    const ours = (points: LoggedPosition[]) => points.filter(({ driverId }) => isOurs.has(driverId))
    let failures = 0
    const consumer = await log.consume(async (points) => {
      if (ours(points).length > 0 && failures++ < 2) throw new Error('the database is away')
      got.push(...ours(points))
    })
    for (let ms = 1; ms <= 50; ms++) log.append(drivers.map((driverId) => at(driverId, ms)))
    await until(() => unique(got).length === 1_000, UNTIL_MS)
    expect(failures).toBeGreaterThan(2)
    for (const driverId of drivers) {
      const times = unique(got.filter((point) => point.driverId === driverId)).map(
        (point) => point.recordedAtMs,
      )
      expect(times).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    }
    expect(got[0]).toEqual(at(got[0]?.driverId as string, 1))
    await consumer.stop()
  }, 60_000)

  test('hands every point to each group, whatever becomes of the other', async () => {
    const log = await open()
    const driverId = crypto.randomUUID()
    const keep = (into: number[]) => async (points: LoggedPosition[]) => {
      into.push(...points.filter((point) => point.driverId === driverId).map((point) => point.recordedAtMs))
    }
    const [tracks, visits]: [number[], number[]] = [[], []]
    let failures = 0
    const groups = [
      await log.consume(keep(tracks)),
      await log.consume(
        async (points) => {
          if (points.some((point) => point.driverId === driverId) && failures++ < 1)
            throw new Error('not now')
          await keep(visits)(points)
        },
        { group: 'geofences' },
      ),
    ]
    for (let ms = 1; ms <= 20; ms++) log.append([{ ...rest, driverId, recordedAtMs: ms, heardAtMs: ms }])
    await until(() => new Set(tracks).size === 20 && new Set(visits).size === 20, UNTIL_MS)
    expect(failures).toBeGreaterThan(0)
    await Promise.all(groups.map((group) => group.stop()))
  }, 60_000)
}
