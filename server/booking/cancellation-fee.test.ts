import { describe, expect, test } from 'bun:test'
import { cancellationFee } from './cancellation-fee.ts'

const terms = { cancellationFeeMinor: 7_500, freeCancellationS: 120 }
const assignedAt = new Date('2026-11-24T10:00:00Z')
const after = (ms: number) => new Date(assignedAt.getTime() + ms)

describe("a customer's cancellation", () => {
  test('is free before an assignment, whenever it comes', () => {
    expect(cancellationFee(terms, null, after(86_400_000))).toBe(0)
  })

  test.each([
    [0, 0],
    [119_999, 0],
    [120_000, 0],
    [120_001, 7_500],
    [86_400_000, 7_500],
  ])('%d ms after the assignment costs %d', (ms, feeMinor) => {
    expect(cancellationFee(terms, assignedAt, after(ms))).toBe(feeMinor)
  })

  test('costs from the first millisecond where the card gives no grace', () => {
    const strict = { ...terms, freeCancellationS: 0 }
    expect(cancellationFee(strict, assignedAt, after(0))).toBe(0)
    expect(cancellationFee(strict, assignedAt, after(1))).toBe(7_500)
  })
})
