import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { HotState, RateLimit } from './port.ts'

const limit: RateLimit = { name: 'contract', perMinute: 60, burst: 5 }
const position = (driverId: string, lat: number) => ({
  ...{ driverId, lat, lng: 77, headingDeg: null, speedMps: null, recordedAtMs: 1_000 * lat },
})

/** What every adapter of the hot state must do; `clock` is the one that it was made with. */
export function describeHotState(
  name: string,
  open: () => Promise<{ state: HotState; clock: { nowMs: number }; close(): Promise<void> }>,
): void {
  const using = async (work: (state: HotState, clock: { nowMs: number }) => Promise<void>) => {
    const { state, clock, close } = await open()
    try {
      await work(state, clock)
    } finally {
      await close()
    }
  }

  describe(`${name}: rates`, () => {
    test('a burst is let through, then one each interval, and the wait that it tells is right', () =>
      using(async (state, clock) => {
        const key = crypto.randomUUID()
        const take = () => state.takeRate(key, limit, clock.nowMs)
        for (let left = 4; left >= 0; left--)
          expect(await take()).toMatchObject({ isAllowed: true, remaining: left })
        expect(await take()).toEqual({ isAllowed: false, remaining: 0, resetS: 5, retryAfterS: 1 })
        clock.nowMs += 1_000
        expect(await take()).toMatchObject({ isAllowed: true, remaining: 0 })
        expect((await take()).isAllowed).toBe(false)
        clock.nowMs += 5_000
        expect(await take()).toMatchObject({ isAllowed: true, remaining: 4 })
      }))

    test('one identity or limit takes nothing from another', () =>
      using(async (state, clock) => {
        const [one, other] = [crypto.randomUUID(), crypto.randomUUID()]
        for (let i = 0; i < 6; i++) await state.takeRate(one, limit, clock.nowMs)
        expect((await state.takeRate(one, limit, clock.nowMs)).isAllowed).toBe(false)
        expect((await state.takeRate(other, limit, clock.nowMs)).isAllowed).toBe(true)
        const wider = { ...limit, name: 'contract-wider' }
        expect((await state.takeRate(one, wider, clock.nowMs)).isAllowed).toBe(true)
      }))

    test('no pattern of requests gets more than the burst and the rate, and a patient client is never refused', () =>
      using(async (state, clock) => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 }),
            async (gapsMs) => {
              const key = crypto.randomUUID()
              const startMs = clock.nowMs
              let allowed = 0
              for (const gapMs of gapsMs) {
                clock.nowMs += gapMs
                if ((await state.takeRate(key, limit, clock.nowMs)).isAllowed) allowed++
              }
              expect(allowed).toBeLessThanOrEqual(limit.burst + (clock.nowMs - startMs) / 1_000)
              if (gapsMs.every((gapMs) => gapMs >= 1_000)) expect(allowed).toBe(gapsMs.length)
            },
          ),
          { numRuns: 50 },
        )
      }))

    test('a clock that is set back locks nobody out', () =>
      using(async (state, clock) => {
        const key = crypto.randomUUID()
        clock.nowMs += 3_600_000
        await state.takeRate(key, limit, clock.nowMs)
        clock.nowMs -= 3_600_000
        expect((await state.takeRate(key, limit, clock.nowMs)).isAllowed).toBe(true)
        clock.nowMs += 1_000
        expect((await state.takeRate(key, limit, clock.nowMs)).isAllowed).toBe(true)
      }))
  })

  describe(`${name}: tickets and places`, () => {
    test('a ticket gives its value once, also to many at the same moment', () =>
      using(async (state) => {
        const ticket = crypto.randomUUID()
        await state.putTicket(ticket, 'who', 30)
        const taken = await Promise.all(Array.from({ length: 20 }, () => state.takeTicket(ticket)))
        expect(taken.filter((value) => value === 'who')).toHaveLength(1)
        expect(taken.filter((value) => value === null)).toHaveLength(19)
        expect(await state.takeTicket('made up')).toBeNull()
      }))

    test('the latest place of each driver is kept', () =>
      using(async (state) => {
        const [a, b] = [crypto.randomUUID(), crypto.randomUUID()]
        await state.setLastKnown([position(a, 1), position(b, 2)])
        await state.setLastKnown([position(a, 3)])
        const known = (await state.readLastKnown()).filter(({ driverId }) => [a, b].includes(driverId))
        expect(known.map(({ driverId, lat }) => [driverId, lat]).sort()).toEqual(
          [
            [a, 3],
            [b, 2],
          ].sort(),
        )
        await state.ping()
      }))
  })
}
