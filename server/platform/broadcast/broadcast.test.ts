import { describe } from 'bun:test'
import { broadcastContract } from './broadcast.contract.ts'
import { createMemoryBroadcast } from './memory.ts'

describe('the broadcast in memory', () =>
  broadcastContract(async () => createMemoryBroadcast(), { isShared: false }))
