import { describe } from 'bun:test'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createInProcessPositionLog } from './in-process.ts'
import { positionLogContract } from './position-log.contract.ts'

describe('the position log in the process', () =>
  positionLogContract(async () => createInProcessPositionLog(createMetrics(), createLog('silent'))))
