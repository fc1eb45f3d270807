import { describe, expect, test } from 'bun:test'
import { readAmount, scaled, typedAmount } from './amount.ts'

describe('a typed figure', () => {
  test.each([
    ['19.99', 100, 1_999],
    ['0.29', 100, 29],
    [' 12,5 ', 60, 750],
    ['1.005', 1_000, 1_005],
  ])('%p times %p is whole where it comes out whole', (typed, factor, value) => {
    expect(scaled(typed, factor)).toBe(value)
  })

  test('that is too exact or no figure is left for the server to refuse', () => {
    expect(scaled('1.999', 100)).toBeCloseTo(199.9, 6)
    expect(scaled('abc', 100)).toBe('abc')
    expect(scaled('  ', 100)).toBe('')
  })
})

test('an amount is typed in units of its currency, and read to its last digit', () => {
  expect([typedAmount(12_050, 'INR'), typedAmount(12_050, 'JPY'), typedAmount(12_050, 'KWD')]).toEqual([
    '120.50',
    '12050',
    '12.050',
  ])
  expect(readAmount(' 120,50 ', 'INR')).toBe(12_050)
  for (let minor = 0; minor <= 1_000; minor++)
    expect(readAmount(typedAmount(minor, 'INR'), 'INR')).toBe(minor)
})

test('what is no amount of the currency is none', () => {
  for (const typed of ['', '1.005', 'much', '1e300']) expect(readAmount(typed, 'INR')).toBeUndefined()
  expect(readAmount('0.5', 'JPY')).toBeUndefined()
})
