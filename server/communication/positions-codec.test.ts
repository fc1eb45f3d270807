import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { decodePositions, encodePositions, PackedFrameError } from './positions-codec.ts'

const orUnknown = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
const steps = (max: number, perUnit: number) => fc.integer({ min: 0, max }).map((step) => step / perUnit)
const signed = (max: number) => fc.integer({ min: -max * 1e7, max: max * 1e7 }).map((step) => step / 1e7)
const position = fc.record({
  lat: signed(90),
  lng: signed(180),
  recordedAt: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  speedMps: orUnknown(steps(65_534, 100)),
  headingDeg: orUnknown(steps(35_999, 100)),
  accuracyM: orUnknown(steps(65_534, 10)),
})
const known = (value: object) => JSON.parse(JSON.stringify(value))

describe('the packed positions frame', () => {
  test('carries what was put in, in 22 bytes each', () => {
    fc.assert(
      fc.property(fc.array(position, { minLength: 1, maxLength: 100 }), (positions) => {
        const sent = known(positions)
        const bytes = encodePositions(sent)
        expect(bytes.length).toBe(2 + 22 * sent.length)
        expect(decodePositions(bytes)).toEqual(sent)
      }),
    )
  })

  test('is refused by the part that breaks the layout, whatever the bytes', () => {
    const path = (bytes: number[]) => {
      try {
        decodePositions(Uint8Array.from(bytes))
        return null
      } catch (error) {
        if (error instanceof PackedFrameError) return error.path
        throw error
      }
    }
    expect([path([]), path([2, 1]), path([1, 0]), path([1, 101]), path([1, 1, 0])]).toEqual([
      'version',
      'version',
      'count',
      'count',
      'length',
    ])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const isWhole = bytes[0] === 1 && bytes.length === 2 + 22 * (bytes[1] ?? 0) && bytes.length > 2
        expect(path([...bytes]) === null).toBe(isWhole)
      }),
    )
  })

  test('reads a view into a larger buffer, and keeps a time that is none for the judgement of the values', () => {
    const bytes = encodePositions([{ lat: 1, lng: 2, recordedAt: 'nonsense' }])
    const larger = new Uint8Array(bytes.length + 5)
    larger.set(bytes, 5)
    const [read] = decodePositions(larger.subarray(5))
    expect(read).toEqual({ lat: 1, lng: 2, recordedAt: 'not a time' })
  })
})
