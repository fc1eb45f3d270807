import { expect, test } from 'bun:test'
import { goneFrom, type ListData, pagesBetween, rowsOf, withRows } from './list-pages.ts'

type Row = { id: string; state: string }
const row = (id: string, state = 'old'): Row => ({ id, state })
const page = (ids: string, nextCursor: string | null = ids.at(-1) ?? null) => ({
  items: [...ids].map((id) => row(id)),
  nextCursor,
})
const list = (...ids: string[]): ListData<Row> => ({
  pages: ids.map((each) => page(each)),
  pageParams: [undefined, ...ids.slice(0, -1).map((each) => each.at(-1))],
})
const idsOf = (rows: Row[]) => rows.map(({ id }) => id).join('')

test('a row that two pages hold is shown once, where it was first', () => {
  expect(idsOf(rowsOf(list('abc', 'cde')))).toBe('abcde')
})

test('a changed row keeps its place, and a list without it stays the very same', () => {
  const before = list('abc', 'def')
  const after = withRows(before, new Map([['e', row('e', 'new')]]))
  expect(idsOf(rowsOf(after))).toBe('abcdef')
  expect(rowsOf(after)[4]?.state).toBe('new')
  expect(after.pages[0]).toBe(before.pages[0]!)
  expect(withRows(before, new Map([['x', row('x')]]))).toBe(before)
})

test('the pages of what is in view are named, no others', () => {
  const three = list('abc', 'def', 'gh')
  expect(pagesBetween(three, 0, 2)).toEqual([0])
  expect(pagesBetween(three, 2, 3)).toEqual([0, 1])
  expect(pagesBetween(three, 6, 20)).toEqual([2])
})

test('who left a page is told from who made room for newer rows', () => {
  expect(goneFrom(page('abcd'), page('abcd'))).toEqual([])
  expect(goneFrom(page('abcd'), page('acde'))).toEqual(['b'])
  expect(goneFrom(page('abcd'), page('xyab'))).toEqual([])
  expect(goneFrom(page('abcd'), page('xacy'))).toEqual(['b'])
  expect(goneFrom(page('abcd'), page('wxyz'))).toEqual([])
  expect(goneFrom(page('abcd'), page('ab', null))).toEqual(['c', 'd'])
})
