import { expect, test } from 'bun:test'
import type { HotState, LastKnown } from './port.ts'

const place = { headingDeg: null, speedMps: null }

/** What every hot state keeps; `open` gives one that shares its state with the others it gave in the same test. */
export function hotStateContract(open: () => Promise<HotState>): void {
  const limit = { name: 'contract', perMinute: 60, burst: 3 }
  const who = () => crypto.randomUUID()

  test('lets a burst through, then one request an interval, and says when to come back', async () => {
    const state = await open()
    const key = who()
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await state.takeRate(key, limit, 1_000_000))
    expect(answers.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, false])
    expect(answers.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0])
    expect(answers[3]).toEqual({ isAllowed: false, remaining: 0, resetS: 3, retryAfterS: 1 })
    expect((await state.takeRate(key, limit, 1_000_999)).isAllowed).toBe(false)
    expect((await state.takeRate(key, limit, 1_001_000)).isAllowed).toBe(true)
    expect((await state.takeRate(key, limit, 1_001_000)).isAllowed).toBe(false)
  })

  test('counts every limit and identity by itself', async () => {
    const state = await open()
    const key = who()
    const narrow = { ...limit, burst: 1 }
    expect((await state.takeRate(key, narrow, 5_000)).isAllowed).toBe(true)
    expect((await state.takeRate(key, { ...narrow, name: 'other' }, 5_000)).isAllowed).toBe(true)
    expect((await state.takeRate(who(), narrow, 5_000)).isAllowed).toBe(true)
    expect((await state.takeRate(key, narrow, 5_000)).isAllowed).toBe(false)
  })

  test('locks nobody out when the clock is set back', async () => {
    const state = await open()
    const key = who()
    for (let i = 0; i < 3; i++) await state.takeRate(key, limit, 90_000_000)
    const answers = []
    for (let i = 0; i < 5; i++) answers.push(await state.takeRate(key, limit, 1_000_000 + i * 1_000))
    expect(answers.every(({ isAllowed }) => isAllowed)).toBe(true)
  })

  test('lets exactly the burst through when fifty requests come at once from two processes', async () => {
    const [a, b] = [await open(), await open()]
    const key = who()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? a : b).takeRate(key, { ...limit, burst: 10 }, 7_000)),
    )
    expect(answers.filter(({ isAllowed }) => isAllowed)).toHaveLength(10)
  })

  test('gives a ticket once, to one of many', async () => {
    const [a, b] = [await open(), await open()]
    const ticket = who()
    await a.putTicket(ticket, 'holder', 30)
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).takeTicket(ticket)))
    expect(taken.filter((value) => value === 'holder')).toHaveLength(1)
    expect(taken.filter((value) => value === null)).toHaveLength(19)
    expect(await a.takeTicket(who())).toBeNull()
  })

  test('keeps the latest position of each driver, whichever comes last', async () => {
    const [a, b] = [await open(), await open()]
    const [one, two] = [who(), who()] as [string, string]
    const at = (driverId: string, recordedAtMs: number, lat: number): LastKnown => ({
      ...place,
      driverId,
      lat,
      lng: -179.9999999,
      recordedAtMs,
      heardAtMs: recordedAtMs + 250,
    })
    await a.setLastKnown([at(one, 2_000, 1.5), { ...at(two, 1, -89.9), headingDeg: 359.25, speedMps: 13.5 }])
    await b.setLastKnown([at(one, 1_000, 1.25)])
    const known = new Map((await b.readLastKnown()).map((position) => [position.driverId, position]))
    expect(known.get(one)).toEqual(at(one, 2_000, 1.5))
    expect(known.get(two)).toEqual({ ...at(two, 1, -89.9), headingDeg: 359.25, speedMps: 13.5 })
  })
}
