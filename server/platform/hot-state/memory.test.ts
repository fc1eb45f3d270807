import { expect, test } from 'bun:test'
import { describeHotState } from './hot-state.contract.ts'
import { createMemoryHotState } from './memory.ts'

function open() {
  const clock = { nowMs: Date.parse('2026-11-24T10:00:00Z') }
  return { clock, state: createMemoryHotState({ now: () => new Date(clock.nowMs) }) }
}

describeHotState('in memory', async () => {
  const { state, clock } = open()
  return { state, other: state, clock, close: async () => {} }
})

test('a flood of strangers costs bounded memory, and leaves whoever came last limited', async () => {
  const { state, clock } = open()
  const limit = { name: 'flood', perMinute: 1, burst: 1 }
  for (let i = 0; i < 100_500; i++) await state.takeRate(`stranger ${i}`, limit, clock.nowMs)
  expect((await state.takeRate('stranger 100499', limit, clock.nowMs)).isAllowed).toBe(false)
  expect((await state.takeRate('stranger 0', limit, clock.nowMs)).isAllowed).toBe(true)
})
