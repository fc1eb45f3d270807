import fc from 'fast-check'
import type { RateCard } from '../price-haul.ts'

export const DAY_MINUTES = 1_440
/** A card for vans in Bengaluru, with an evening peak and nights that span midnight. */
export const card: RateCard = {
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
  waitingPerMinuteMinor: 300,
  freeWaitingS: 600,
  waitingMaximumMinor: 20_000,
  noShowAfterS: 900,
  windowsCoverWeek: false,
  createdBy: null,
  createdAt: new Date(0),
  withdrawnAt: null,
  windows: [
    { label: 'Evening peak', days: [1, 2, 3, 4, 5], from: '17:00', to: '21:00', multiplierPermille: 1_200 },
    { label: 'Night', days: [5, 6, 7], from: '22:00', to: '05:00', multiplierPermille: 1_300 },
  ],
}

const time = fc.nat(DAY_MINUTES - 1).map((minutes) => {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
})
export const rateWindows = fc.record({
  label: fc.constantFrom('Peak', 'Night', 'Calm'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: time,
  to: time,
  multiplierPermille: fc.integer({ min: 500, max: 3_000 }),
})
export const cards: fc.Arbitrary<RateCard> = fc
  .record({
    baseMinor: fc.nat(200_000),
    perKmMinor: fc.nat(20_000),
    perMinuteMinor: fc.nat(5_000),
    perStopMinor: fc.nat(50_000),
    minimumMinor: fc.nat(300_000),
    spreadMinor: fc.nat(5_000_000),
    windows: fc.array(rateWindows, { maxLength: 4 }),
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
export const hauls = fc.record({
  distanceM: fc.nat(2_000_000),
  durationS: fc.nat(200_000),
  stops: fc.nat(15),
  at: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
  surgePermille: fc.integer({ min: 1_000, max: 5_000 }),
})
