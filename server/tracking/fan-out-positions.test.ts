import { expect, test } from 'bun:test'
import { createMemoryBroadcast } from '../platform/broadcast/memory.ts'
import { positionsChannel } from '../platform/channels.ts'
import type { LastKnown } from '../platform/hot-state/port.ts'
import { until } from '../testing/create-test-app.ts'
import { createPositionFanOut } from './fan-out-positions.ts'

const at = (lat: number, recordedAtMs: number) => ({
  lat,
  lng: 77.59,
  headingDeg: 90,
  speedMps: null,
  recordedAtMs,
  heardAtMs: recordedAtMs + 7,
})

test('positions that come together leave in one message with the latest of each driver, whole', async () => {
  const broadcast = createMemoryBroadcast()
  const messages: LastKnown[][] = []
  broadcast.subscribe(positionsChannel(), (message) => messages.push(message as LastKnown[]))
  const fanOut = createPositionFanOut(broadcast)
  fanOut.add('a', at(1, 1))
  fanOut.add('b', at(2, 2))
  fanOut.add('a', at(3, 3))
  expect(messages).toEqual([])
  await until(() => messages.length > 0)
  expect(messages).toEqual([
    [
      { driverId: 'a', ...at(3, 3) },
      { driverId: 'b', ...at(2, 2) },
    ],
  ])
  fanOut.add('b', at(4, 4))
  fanOut.flush()
  fanOut.flush()
  expect(messages.slice(1)).toEqual([[{ driverId: 'b', ...at(4, 4) }]])
})
