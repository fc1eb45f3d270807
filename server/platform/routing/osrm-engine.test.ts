import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createMetrics } from '../metrics.ts'
import { createEstimateRouting } from './estimate.ts'
import { createOsrmRouting } from './osrm.ts'
import { FAR, NEAR, routingContract } from './routing.contract.ts'

/* `bun run test` starts OSRM itself on the streets of the demo city, where its programs can be had. */
const url = process.env.TEST_OSRM_URL
const estimate = createEstimateRouting()
const metrics = createMetrics()
const fallbacks = async () => (await metrics.fallbacks.get()).values[0]?.value ?? 0

describe.if(url !== undefined)('on OSRM', () => {
  const routing = () => createOsrmRouting(url as string, estimate, metrics)
  beforeAll(() => routing().ping())
  afterAll(async () => {
    // Else the estimate has passed for the engine.
    expect(await fallbacks()).toBe(0)
  })

  routingContract('OSRM', routing)

  test('roads bend: the way is not the estimate of it', async () => {
    const [byRoad, estimated] = await Promise.all([
      routing().route([NEAR, FAR], 'van', 12),
      estimate.route([NEAR, FAR], 'van', 12),
    ])
    expect(byRoad.distanceM).not.toBe(estimated.distanceM)
  })
})
