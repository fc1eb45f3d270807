import { expect, test } from 'bun:test'
import { CONTENDERS } from './contenders.ts'
import { SPREADS } from './draw-field.ts'
import { measureZones } from './measure-zones.ts'

const size = { zones: [50], places: 300, checked: 300, rounds: 1, sliceMs: 1 }

test('zones are measured beside others that answer the same, and beside nobody who does not', () => {
  const rows = measureZones(CONTENDERS, size)
  expect(rows.map(({ name, spread }) => `${name} ${spread}`)).toEqual(
    SPREADS.flatMap((spread) => CONTENDERS.map(({ name }) => `${name} ${spread}`)),
  )
  for (const row of rows) expect(row.nsPerPosition).toBeGreaterThan(0)
  const blind = { name: 'blind', load: () => () => 0 }
  expect(() => measureZones([...CONTENDERS, blind], size)).toThrow('wrong answers: blind')
})
