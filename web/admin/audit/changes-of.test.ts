import { expect, test } from 'bun:test'
import { changesOf } from './changes-of.ts'

test('a change is told by the fields that differ, those within objects by their paths', () => {
  const before = { name: 'Lake', cap: null, settings: { dwellS: 60, note: 'a' }, classes: ['van'], same: [1] }
  const after = {
    name: 'Lake',
    cap: 2,
    settings: { dwellS: 90, note: 'a' },
    classes: ['van', 'bike'],
    same: [1],
  }
  expect(changesOf(before, after)).toEqual([
    { path: 'cap', before: 'null', after: '2' },
    { path: 'settings.dwellS', before: '60', after: '90' },
    { path: 'classes', before: '["van"]', after: '["van","bike"]' },
  ])
})

test('what was made has no before, what was removed no after, and nothing is no change', () => {
  expect(changesOf(null, { role: 'admin' })).toEqual([{ path: 'role', before: null, after: 'admin' }])
  expect(changesOf({ role: 'admin' }, null)).toEqual([{ path: 'role', before: 'admin', after: null }])
  expect(changesOf(null, null)).toEqual([])
})

test('a long value is cut, and what is cut alike still counts as changed', () => {
  const long = 'x'.repeat(1_000)
  const [change] = changesOf({ text: `${long}a` }, { text: `${long}b` })
  expect(change?.before).toHaveLength(241)
})
