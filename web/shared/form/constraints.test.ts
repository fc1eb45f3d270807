import { expect, test } from 'bun:test'
import { complaint, valuesOf } from './constraints.ts'

test.each([
  [{ isRequired: true }, '', 'Fill this in'],
  [{}, '', undefined],
  [{ maxLength: 3 }, 'abcd', 'Expected at most 3 characters'],
  [{ pattern: '^[A-Z]+$', description: 'capital letters' }, 'ab', 'Expected capital letters'],
  [{ pattern: '^[A-Z]+$' }, 'AB', undefined],
  [
    { type: 'number', exclusiveMinimum: 0, maximum: 60_000 } as const,
    '0',
    'Expected a number above 0 up to 60,000',
  ],
  [{ type: 'number', exclusiveMinimum: 0, maximum: 60_000 } as const, '0.5', undefined],
  [{ type: 'number', maximum: 60_000 } as const, '60001', 'Expected a number up to 60,000'],
  [{ type: 'integer', minimum: 1_980 } as const, '1980.5', 'Expected a whole number from 1,980'],
  [{ type: 'integer', minimum: 1_980 } as const, '1979', 'Expected a whole number from 1,980'],
  [{ type: 'integer' } as const, 'many', 'Expected a whole number'],
])('of %j, %p is told: %p', (limits, text, told) => expect(complaint(limits, text)).toBe(told))

test('numbers are read as numbers, what is empty as empty text, and spaces around are left out', () => {
  const form = new FormData()
  for (const [name, text] of [
    ['year', ' 2024 '],
    ['kg', ''],
    ['make', ' Tata '],
  ] as const)
    form.set(name, text)
  const limits = { year: { type: 'integer' }, kg: { type: 'number' } } as const
  expect(valuesOf(form, limits)).toEqual({ year: 2_024, kg: '', make: 'Tata' })
})
