import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { localTime, priceHaul, type RateCard, windowAt } from './price-haul.ts'

const DAY_MINUTES = 1_440
const card: RateCard = {
  id: '019a0000-0000-7000-8000-000000000000',
  market: '8460145ffffffff',
  vehicleClass: 'van',
  version: 1,
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  startsAt: new Date(0),
  baseMinor: 15_000,
  perKmMinor: 2_400,
  perMinuteMinor: 150,
  perStopMinor: 4_000,
  minimumMinor: 22_000,
  maximumMinor: 900_000,
  cancellationFeeMinor: 5_000,
  freeCancellationS: 120,
  windows: [
    { label: 'Evening peak', days: [1, 2, 3, 4, 5], from: '17:00', to: '21:00', multiplierPermille: 1_200 },
    { label: 'Night', days: [5, 6, 7], from: '22:00', to: '05:00', multiplierPermille: 1_300 },
  ],
}

const time = fc.nat(DAY_MINUTES - 1).map((minutes) => {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
})
const window = fc.record({
  label: fc.constantFrom('Peak', 'Night', 'Calm'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: time,
  to: time,
  multiplierPermille: fc.integer({ min: 500, max: 3_000 }),
})
const cards: fc.Arbitrary<RateCard> = fc
  .record({
    baseMinor: fc.nat(200_000),
    perKmMinor: fc.nat(20_000),
    perMinuteMinor: fc.nat(5_000),
    perStopMinor: fc.nat(50_000),
    minimumMinor: fc.nat(300_000),
    spreadMinor: fc.nat(5_000_000),
    windows: fc.array(window, { maxLength: 4 }),
    timeZone: fc.constantFrom(
      'Asia/Kolkata',
      'Europe/Berlin',
      'America/St_Johns',
      'Pacific/Kiritimati',
      'UTC',
    ),
  })
  .map(({ spreadMinor, ...given }) => ({
    ...card,
    ...given,
    maximumMinor: given.minimumMinor + spreadMinor,
  }))
const hauls = fc.record({
  distanceM: fc.nat(2_000_000),
  durationS: fc.nat(200_000),
  stops: fc.nat(15),
  at: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
  surgePermille: fc.integer({ min: 1_000, max: 5_000 }),
})

/** The rule once more, in whole numbers: each part is rounded half up where it becomes a line. */
function expectedLines(of: RateCard, haul: typeof hauls extends fc.Arbitrary<infer H> ? H : never) {
  const rounded = (amount: bigint, per: bigint) => {
    const twice = 2n * amount + per
    const quotient = twice / (2n * per)
    return Number(twice < 0n && twice % (2n * per) !== 0n ? quotient - 1n : quotient)
  }
  const lines: [string, number][] = [
    ['base', of.baseMinor],
    ['distance', rounded(BigInt(of.perKmMinor) * BigInt(haul.distanceM), 1_000n)],
    ['duration', rounded(BigInt(of.perMinuteMinor) * BigInt(haul.durationS), 60n)],
  ]
  if (haul.stops > 0) lines.push(['stops', of.perStopMinor * haul.stops])
  const total = () => lines.reduce((sum, [, amount]) => sum + amount, 0)
  const add = (code: string, amount: number) => {
    if (amount !== 0) lines.push([code, amount])
  }
  const permille = windowAt(of, haul.at)?.multiplierPermille ?? 1_000
  add('time_of_day', rounded(BigInt(total()) * BigInt(permille - 1_000), 1_000n))
  add('surge', rounded(BigInt(total()) * BigInt(haul.surgePermille - 1_000), 1_000n))
  const before = total()
  add('minimum', Math.max(0, of.minimumMinor - before))
  add('maximum', Math.min(0, of.maximumMinor - before))
  return { lines, priceMinor: total() }
}

describe('the price of a haul', () => {
  test('is the sum of its lines, each the whole number that the rule gives, for any card and haul', () => {
    fc.assert(
      fc.property(cards, hauls, (of, haul) => {
        const { priceMinor, breakdown } = priceHaul(of, haul)
        const expected = expectedLines(of, haul)
        expect(breakdown.map(({ code, amountMinor }) => [code, amountMinor])).toEqual(expected.lines)
        expect(priceMinor).toBe(expected.priceMinor)
        expect(breakdown.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(priceMinor)
        expect(breakdown.every(({ amountMinor }) => Number.isSafeInteger(amountMinor))).toBe(true)
        expect(breakdown.every(({ label }) => label.length > 0)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is within minimum and maximum, and a line tells when one of them has decided', () => {
    fc.assert(
      fc.property(cards, hauls, (of, haul) => {
        const { priceMinor, breakdown } = priceHaul(of, haul)
        expect(priceMinor).toBeGreaterThanOrEqual(of.minimumMinor)
        expect(priceMinor).toBeLessThanOrEqual(of.maximumMinor)
        const [clamp, second] = breakdown.filter(({ code }) => code === 'minimum' || code === 'maximum')
        expect(second).toBeUndefined()
        if (clamp?.code === 'minimum')
          expect([priceMinor, clamp.amountMinor > 0]).toEqual([of.minimumMinor, true])
        if (clamp?.code === 'maximum')
          expect([priceMinor, clamp.amountMinor < 0]).toEqual([of.maximumMinor, true])
      }),
      { numRuns: 1_000 },
    )
  })

  test('has a line for either limit exactly beyond it', () => {
    const flat = { ...card, windows: [], baseMinor: 0, perKmMinor: 1_000, perMinuteMinor: 0 }
    const of = { ...flat, minimumMinor: 5_000, maximumMinor: 9_000 }
    const haul = { durationS: 0, stops: 0, at: new Date(0), surgePermille: 1_000 }
    const clampAt = (distanceM: number) => priceHaul(of, { ...haul, distanceM }).breakdown.slice(3)
    expect(clampAt(4_999)).toEqual([{ code: 'minimum', label: 'Minimum fare', amountMinor: 1 }])
    expect(clampAt(5_000)).toEqual([])
    expect(clampAt(9_000)).toEqual([])
    expect(clampAt(9_001)).toEqual([{ code: 'maximum', label: 'Maximum fare', amountMinor: -1 }])
  })

  test('never falls when the way gets longer, takes longer, has more stops or demand grows', () => {
    fc.assert(
      fc.property(cards, hauls, hauls, (of, haul, more) => {
        const price = (change: object) => priceHaul(of, { ...haul, ...change }).priceMinor
        for (const name of ['distanceM', 'durationS', 'stops'] as const)
          expect(price({ [name]: haul[name] + more[name] })).toBeGreaterThanOrEqual(price({}))
        expect(price({ surgePermille: haul.surgePermille + 100 })).toBeGreaterThanOrEqual(price({}))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a window of the local week', () => {
  const at = (iso: string, of = card) => windowAt(of, new Date(iso))?.label

  // Kolkata is at UTC+5:30; the 24th of November 2026 is a Tuesday.
  test.each([
    ['a minute before it begins', '2026-11-24T11:29:59.999Z', undefined],
    ['when it begins', '2026-11-24T11:30:00Z', 'Evening peak'],
    ['in its last second', '2026-11-24T15:29:59.999Z', 'Evening peak'],
    ['when it ends', '2026-11-24T15:30:00Z', undefined],
    ['on a day that is not its own', '2026-11-28T12:00:00Z', undefined],
    ['before one that spans midnight', '2026-11-27T16:29:59Z', undefined],
    ['when that begins, on Friday', '2026-11-27T16:30:00Z', 'Night'],
    ['at midnight', '2026-11-27T18:30:00Z', 'Night'],
    ['in its last second, on Saturday', '2026-11-27T23:29:59Z', 'Night'],
    ['when it ends', '2026-11-27T23:30:00Z', undefined],
    ['in the night from Sunday to Monday', '2026-11-29T23:00:00Z', 'Night'],
    ['in the night from Thursday to Friday', '2026-11-26T20:00:00Z', undefined],
    ['on Monday evening, which begins no night', '2026-11-30T17:00:00Z', undefined],
  ])('%s', (_, iso, label) => {
    expect(at(iso)).toBe(label as string)
  })

  test('goes by the clock on the wall when that is set forward and back', () => {
    const early = { label: 'Early', days: [7], from: '02:00', to: '03:00', multiplierPermille: 1_100 }
    const berlin = { ...card, timeZone: 'Europe/Berlin', windows: [early] }
    // On the 29th of March there is no such hour; on the 25th of October there are two of it.
    expect(at('2026-03-29T00:59:59Z', berlin)).toBeUndefined()
    expect(at('2026-03-29T01:00:00Z', berlin)).toBeUndefined()
    expect(at('2026-10-25T00:30:00Z', berlin)).toBe('Early')
    expect(at('2026-10-25T01:30:00Z', berlin)).toBe('Early')
    expect(at('2026-10-25T02:00:00Z', berlin)).toBeUndefined()
  })

  test('yields to the one before it, and one without length never comes', () => {
    const all = [1, 2, 3, 4, 5, 6, 7]
    const empty = { label: 'Empty', days: all, from: '10:00', to: '10:00', multiplierPermille: 2_000 }
    const first = { ...empty, label: 'First', from: '09:00', to: '11:00' }
    const utc = { ...card, timeZone: 'UTC' }
    expect(
      at('2026-11-24T10:00:00Z', { ...utc, windows: [empty, first, { ...first, label: 'Second' }] }),
    ).toBe('First')
    expect(at('2026-11-24T10:00:00Z', { ...utc, windows: [empty] })).toBeUndefined()
  })

  test('is found for any time exactly as by the minutes of its week', () => {
    const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
    fc.assert(
      fc.property(cards, hauls, (of, haul) => {
        const { day, time: local } = localTime(haul.at, of.timeZone)
        const minute = minutesOf(local)
        const expected = of.windows.find(({ days, from, to }) => {
          const start = minutesOf(from)
          const length = start <= minutesOf(to) ? minutesOf(to) - start : minutesOf(to) + DAY_MINUTES - start
          return days.some((begin) => {
            const sinceStart =
              ((((day - begin) * DAY_MINUTES + minute - start) % (7 * DAY_MINUTES)) + 7 * DAY_MINUTES) %
              (7 * DAY_MINUTES)
            return sinceStart < length
          })
        })
        expect(windowAt(of, haul.at)).toBe(expected as never)
      }),
      { numRuns: 2_000 },
    )
  })
})
