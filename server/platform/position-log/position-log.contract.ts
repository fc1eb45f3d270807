import { describe, expect, test } from 'bun:test'
import type { LoggedPosition, PositionLog } from './port.ts'

const at = (n: number): LoggedPosition => ({
  driverId: `d${n % 3}`,
  lat: 12.97,
  lng: 77.59,
  speedMps: null,
  headingDeg: null,
  accuracyM: null,
  recordedAtMs: n,
  heardAtMs: n,
})
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => at(from + i))

/** What every adapter of the position log owes. */
export function positionLogContract(name: string, create: () => PositionLog) {
  describe(`${name} as a position log`, () => {
    test('hands over everything once, oldest first, in batches that are not too large', async () => {
      const log = create()
      log.append(range(0, 5))
      log.append(range(5, 23))
      const batches: number[][] = []
      const write = async (batch: readonly LoggedPosition[]) => {
        batches.push(batch.map((point) => point.recordedAtMs))
      }
      expect(await log.drain(10, write)).toBe(23)
      expect(batches.map((batch) => batch.length)).toEqual([10, 10, 3])
      expect(batches.flat()).toEqual(range(0, 23).map((point) => point.recordedAtMs))
      expect(await log.drain(10, write)).toBe(0)
      expect(batches.length).toBe(3)
    })

    test('keeps a batch that could not be written, with all behind it, and in order', async () => {
      const log = create()
      log.append(range(0, 25))
      const written: number[] = []
      let isBroken = true
      const write = async (batch: readonly LoggedPosition[]) => {
        if (isBroken && written.length === 10) {
          log.append(range(25, 30))
          throw new Error('the disk is full')
        }
        written.push(...batch.map((point) => point.recordedAtMs))
      }
      await expect(log.drain(10, write)).rejects.toThrow('the disk is full')
      expect(written.length).toBe(10)
      isBroken = false
      expect(await log.drain(10, write)).toBe(20)
      expect(written).toEqual(range(0, 30).map((point) => point.recordedAtMs))
    })

    test('lets two who drain at once write nothing twice', async () => {
      const log = create()
      log.append(range(0, 40))
      const written: number[] = []
      const write = async (batch: readonly LoggedPosition[]) => {
        await Promise.resolve()
        written.push(...batch.map((point) => point.recordedAtMs))
      }
      await Promise.all([log.drain(7, write), log.drain(7, write)])
      expect(written).toEqual(range(0, 40).map((point) => point.recordedAtMs))
    })
  })
}
