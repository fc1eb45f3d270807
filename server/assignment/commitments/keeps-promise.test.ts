import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { createEstimateRouting } from '../../platform/routing/estimate.ts'
import { HANDLING_S, keepsPromises } from './keeps-promise.ts'

const SEED = Date.now()
console.log(`seed ${SEED}`)
const nowMs = Date.UTC(2026, 2, 29, 0, 30)
const context = { routing: createEstimateRouting(), clock: { now: () => new Date(nowMs) } }
const place = fc.record({
  lat: fc.double({ min: 12.8, max: 13.2, noNaN: true }),
  lng: fc.double({ min: 77.4, max: 77.8, noNaN: true }),
})
const seconds = (max: number) => fc.integer({ min: 0, max })
const asked = fc.record({
  ...{ pickup: place, dropoff: place, from: place, promisedPickup: place },
  ...{ durationS: seconds(7_200), freeInS: seconds(600), startsInS: seconds(30_000), leadS: seconds(7_200) },
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

function isKept({ pickup, dropoff, from, promisedPickup, durationS, freeInS, startsInS, leadS }: Asked) {
  const address = ''
  const haul = { id: 'haul', pickup: { ...pickup, address }, dropoff: { ...dropoff, address }, durationS }
  const startsAtMs = nowMs + startsInS * 1_000
  const promised = {
    ...{ bookingId: 'promised', startsAtMs, pickupAtMs: startsAtMs + leadS * 1_000 },
    pickup: promisedPickup,
  }
  const free = { from, freeInS }
  return keepsPromises(
    context,
    { ...haul, vehicleClass: 'van', scheduledFor: null },
    { ...free, promised: [promised] },
  )
}

test('a haul that lasts until after the start of what is promised is never taken for one that keeps it', () => {
  fc.assert(
    fc.property(asked, (it) => {
      if (it.freeInS + it.durationS + HANDLING_S > it.startsInS) expect(isKept(it)).toBe(false)
    }),
    { seed: SEED },
  )
})

test('more time never breaks a promise, and with hours to spare every one is kept', () => {
  fc.assert(
    fc.property(asked, seconds(20_000), (it, moreS) => {
      if (isKept(it)) expect(isKept({ ...it, startsInS: it.startsInS + moreS })).toBe(true)
      expect(isKept({ ...it, startsInS: 86_400, leadS: 36_000 })).toBe(true)
    }),
    { seed: SEED },
  )
})
