import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { HotState, RateLimit } from './port.ts'

const limit: RateLimit = { name: 'contract', perMinute: 60, burst: 5 }
const position = (driverId: string, lat: number) => {
  const recordedAtMs = 1_000 * lat
  return {
    driverId,
    lat,
    lng: -179.9999999,
    headingDeg: 359.25,
    speedMps: null,
    recordedAtMs,
    heardAtMs: recordedAtMs + 250,
  }
}

/** What every adapter of the hot state must do: `state` and `other` are as two processes see it, `clock` is theirs. */
export function describeHotState(
  name: string,
  open: () => Promise<{ state: HotState; other: HotState; clock: { nowMs: number }; close(): Promise<void> }>,
): void {
  const using = async (
    work: (state: HotState, clock: { nowMs: number }, other: HotState) => Promise<void>,
  ) => {
    const { state, other, clock, close } = await open()
    try {
      await work(state, clock, other)
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

    test('exactly the burst is let through when fifty requests come at once to two processes', () =>
      using(async (state, clock, other) => {
        const key = crypto.randomUUID()
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, i) => (i % 2 ? state : other).takeRate(key, limit, clock.nowMs)),
        )
        expect(answers.filter(({ isAllowed }) => isAllowed)).toHaveLength(limit.burst)
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
      using(async (state, _clock, other) => {
        const ticket = crypto.randomUUID()
        await state.putTicket(ticket, 'who', 30)
        const taken = await Promise.all(
          Array.from({ length: 20 }, (_, i) => (i % 2 ? state : other).takeTicket(ticket)),
        )
        expect(taken.filter((value) => value === 'who')).toHaveLength(1)
        expect(taken.filter((value) => value === null)).toHaveLength(19)
        expect(await state.takeTicket('made up')).toBeNull()
      }))

    test('a ticket ends when its time is over', () =>
      using(async (state, clock) => {
        const [late, inTime] = [crypto.randomUUID(), crypto.randomUUID()]
        await state.putTicket(late, 'who', 30)
        await state.putTicket(inTime, 'who', 30)
        clock.nowMs += 29_999
        expect(await state.takeTicket(inTime)).toBe('who')
        clock.nowMs += 1
        expect(await state.takeTicket(late)).toBeNull()
      }))

    test('the latest place of each driver is kept, whichever comes last', () =>
      using(async (state, _clock, other) => {
        const [a, b] = [crypto.randomUUID(), crypto.randomUUID()] as [string, string]
        await state.setLastKnown([position(a, 1), position(b, 2)])
        await other.setLastKnown([position(a, 3)])
        await other.setLastKnown([position(b, 1)])
        const known = (await state.readLastKnown()).filter(({ driverId }) => [a, b].includes(driverId))
        const byId = (one: { driverId: string }, two: { driverId: string }) =>
          one.driverId.localeCompare(two.driverId)
        expect(known.sort(byId)).toEqual([position(a, 3), position(b, 2)].sort(byId))
        await state.ping()
      }))
  })
}
