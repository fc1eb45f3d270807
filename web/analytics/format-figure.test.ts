import { expect, test } from 'bun:test'
import { brief, changeOf, exact, short } from './format-figure.ts'

const amount = (
  unit: Parameters<typeof exact>[0]['unit'],
  value: number | null,
  currency: string | null = null,
) => ({
  unit,
  value,
  currency,
})

test('a figure is told in its unit, and one that there is none of by a dash', () => {
  expect(exact(amount('count', 12_345))).toBe('12,345')
  expect(exact(amount('share', 0.1234))).toBe('12.3%')
  expect(exact(amount('seconds', 95))).toBe('1 min 35 s')
  expect(exact(amount('seconds', -95))).toBe('−1 min 35 s')
  expect(exact(amount('hours', 7.26))).toBe('7.3 h')
  expect(exact(amount('minor', 123_456, 'USD'))).toBe('$1,234.56')
  expect(exact(amount('share', null))).toBe('–')
  expect([exact, short].map((write) => write(amount('minor', 0)))).toEqual(['0', '0'])
})

test('at a glance large money has no cents, and a currency without any has none to leave out', () => {
  expect(brief(amount('minor', 123_456, 'USD'))).toBe('$1,235')
  expect(brief(amount('minor', 99_950, 'USD'))).toBe('$999.50')
  expect(brief(amount('minor', 1_234, 'JPY'))).toBe('¥1,234')
  expect(short(amount('minor', 123_456_00, 'USD'))).toBe('$123.5K')
})

test('a change is in points of shares and in percent of everything else, and there is none from nothing', () => {
  expect(changeOf('share', 0.5, 0.452)).toEqual({ text: '+4.8 pt', direction: 1 })
  expect(changeOf('count', 90, 120)).toEqual({ text: '-25%', direction: -1 })
  expect(changeOf('count', 4, 4)).toEqual({ text: '0%', direction: 0 })
  expect(changeOf('count', 0, 0)).toEqual({ text: '0%', direction: 0 })
  expect(changeOf('count', 3, 0)).toBeNull()
  expect(changeOf('seconds', null, 3)).toBeNull()
})
