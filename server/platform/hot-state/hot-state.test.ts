import { describe } from 'bun:test'
import { hotStateContract } from './hot-state.contract.ts'
import { createMemoryHotState } from './memory.ts'

describe('the hot state in memory', () => {
  const state = createMemoryHotState({ now: () => new Date() })
  hotStateContract(async () => state)
})
