import { expect, test } from 'bun:test'
import { heldRows } from './use-held-rows.ts'

type Row = { id: string; age: number }
const row = (id: string, age = 0): Row => ({ id, age })
const rowsOf = (items: Row[], held: Row[]) => heldRows(items, held, ({ id }) => id)

test('rows that nobody holds come in the order of the list', () => {
  expect(rowsOf([row('b'), row('a')], []).map(({ item }) => item.id)).toEqual(['b', 'a'])
})

test('held rows keep their places and show what they are by now, those that are gone stay marked, new ones come below', () => {
  const held = [row('a'), row('b'), row('c')]
  expect(rowsOf([row('new'), row('c', 1), row('a', 2)], held)).toEqual([
    { item: row('a', 2), isGone: false },
    { item: row('b'), isGone: true },
    { item: row('c', 1), isGone: false },
    { item: row('new'), isGone: false },
  ])
})
