import { expect, test } from 'bun:test'
import { haulFeatures } from './haul-features.ts'

const place = (lat: number) => ({ lat, lng: 77.6 })
const haul = (id: string, state: 'searching' | 'goods_collected') => ({
  ...{ id, state, pickup: place(12.9), dropoff: place(13) },
})
const hauls = [haul('a', 'searching'), haul('b', 'goods_collected')]
const told = (showing: Parameters<typeof haulFeatures>[1]) => {
  const { lines, stops } = haulFeatures(hauls, showing)
  return {
    phases: lines.map(({ properties }) => properties?.phase),
    aside: stops.filter(({ properties }) => properties?.isAside).map(({ properties }) => properties?.id),
  }
}

test('all but the haul that is looked at step back, lines and places', () => {
  expect(told({})).toEqual({ phases: ['searching', 'under way'], aside: [] })
  expect(told({ chosenId: 'a' })).toEqual({ phases: ['searching', 'aside'], aside: ['b'] })
  expect(told({ chosenId: 'b' })).toEqual({ phases: ['aside', 'under way'], aside: ['a', 'a'] })
})
