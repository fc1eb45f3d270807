import { expect, test } from 'bun:test'
import type { Exception } from '../api/types.ts'
import { keyOfException, urgencyOf } from './exception-looks.ts'

const exception = (kind: Exception['kind'], minutesToBreach: number): Exception => ({
  ...{ kind, bookingId: 'b', state: null, driverId: null, driver: null, market: null, document: null },
  ...{ breachesAt: '2026-03-02T09:35:00.000Z', minutesToBreach },
})

test('what is left until a breach is counted down, and what is over it up', () => {
  expect(urgencyOf(exception('late', 3.4))).toEqual({ text: 'in 3 min', tone: 'waiting' })
  expect(urgencyOf(exception('late', 0.1))).toEqual({ text: 'in 1 min', tone: 'waiting' })
  expect(urgencyOf(exception('late', -12))).toEqual({ text: '12 min over', tone: 'bad' })
  expect(urgencyOf(exception('document_ending', -3_000))).toEqual({ text: 'ended 2 d ago', tone: 'bad' })
  expect(urgencyOf(exception('off_route', 0))).toEqual({ text: 'now', tone: 'bad' })
})

test('two exceptions of one booking are two rows', () => {
  expect(keyOfException(exception('late', 0))).not.toBe(keyOfException(exception('stuck', 0)))
})
