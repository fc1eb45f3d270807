import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { DemandWindow } from './demand-window.ts'

const CELLS = ['a', 'b', 'c']
const placeOf = new Map(CELLS.map((cell, place) => [cell, place]))
const NOW_MS = 10_000_000
const rule = { windowS: 600, halfLifeS: 180 }
const signals = fc.array(
  fc.record({
    cell: fc.constantFrom(...CELLS),
    customerId: fc.constantFrom('1', '2', '3', '4'),
    ageMs: fc.integer({ min: -5_000, max: 900_000 }),
  }),
)
type Signal = { cell: string; customerId: string; ageMs: number }

function windowOf(all: readonly Signal[]): DemandWindow {
  const window = new DemandWindow()
  for (const { cell, customerId, ageMs } of all) window.note(cell, customerId, NOW_MS - ageMs)
  return window
}

test('each customer counts once in a cell, half as much for every half-life since they last asked', () => {
  fc.assert(
    fc.property(signals, (all) => {
      const demand = windowOf(all).weigh(NOW_MS, rule, placeOf)
      for (const [place, cell] of CELLS.entries()) {
        const ofCell = all.filter((signal) => signal.cell === cell)
        const latest = [...Map.groupBy(ofCell, ({ customerId }) => customerId).values()].map((its) =>
          Math.max(0, Math.min(...its.map(({ ageMs }) => ageMs)) / 1_000),
        )
        const expected = latest
          .filter((ageS) => ageS <= rule.windowS)
          .reduce((sum, ageS) => sum + 0.5 ** (ageS / rule.halfLifeS), 0)
        expect(demand[place]).toBeCloseTo(expected, 9)
      }
    }),
  )
})

test('signals told twice, and in another order, count as they do once', () => {
  fc.assert(
    fc.property(signals, fc.array(fc.nat(1_000)), (all, picks) => {
      const again = picks.flatMap((pick) => all[pick % Math.max(1, all.length)] ?? [])
      const mixed = [...again, ...all.toReversed(), ...again]
      const plain = windowOf(all).weigh(NOW_MS, rule, placeOf)
      for (const [place, amount] of windowOf(mixed).weigh(NOW_MS, rule, placeOf).entries())
        expect(amount).toBeCloseTo(plain[place] as number, 9)
    }),
  )
})

test('what is forgotten counted no more, and what stays counts as before', () => {
  fc.assert(
    fc.property(signals, (all) => {
      const window = windowOf(all)
      const before = window.weigh(NOW_MS, rule, placeOf)
      window.forgetBefore(NOW_MS - rule.windowS * 1_000)
      expect(window.weigh(NOW_MS, rule, placeOf)).toEqual(before)
      window.forgetBefore(Number.POSITIVE_INFINITY)
      expect(Math.max(...window.weigh(NOW_MS, rule, placeOf))).toBe(0)
    }),
  )
})
