import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'

/** The same value with the members of every object in another order. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, shuffled(member)])
      .reverse(),
  )
}

describe('canonical JSON', () => {
  test('is the same for every order of members, and means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(shuffled(value))).toBe(text)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('sorts the members of nested objects, keeps the order of arrays and drops what is undefined', () => {
    const at = new Date('2026-11-24T10:00:00Z')
    expect(canonicalJson({ b: [{ d: 1, c: null }, 'x'], a: undefined, B: at })).toBe(
      '{"B":"2026-11-24T10:00:00.000Z","b":[{"c":null,"d":1},"x"]}',
    )
  })

  test('tells values apart that differ', () => {
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }))
    expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }))
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}))
  })
})
