import { expect, test } from 'bun:test'
import type { AuditEntry } from '../api/types.ts'
import { changesOf, since } from './changes-of.ts'

const subject = { subjectType: 'vehicle' }
const vehicle = { id: 'a', version: 1, plate: 'KA 1', driver: null, updatedAt: '2026-03-02' }

test('an entry tells the fields that differ, and neither versions nor times', () => {
  const after = { ...vehicle, version: 2, plate: 'KA 2', driver: 'Ravi', updatedAt: '2026-03-03' }
  expect(changesOf({ ...subject, before: vehicle, after })).toEqual([
    { name: 'plate', before: 'KA 1', after: 'KA 2' },
    { name: 'driver', before: 'none', after: 'Ravi' },
  ])
})

test('of what came to be, all that it held is told; of what is the same, nothing', () => {
  expect(changesOf({ ...subject, before: null, after: { plate: 'KA 1', note: '', vehicleId: 'a' } })).toEqual(
    [{ name: 'plate', before: 'none', after: 'KA 1' }],
  )
  expect(changesOf({ ...subject, before: vehicle, after: vehicle })).toEqual([])
})

test('what happened since a version is what brought the record past it', () => {
  const entry = (version?: number) => ({ after: version ? { version } : null }) as AuditEntry
  const [none, first, second, third] = [entry(), entry(1), entry(2), entry(3)]
  expect(since([third, none, second, first], 1)).toEqual([third, second])
})
