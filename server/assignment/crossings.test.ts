import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { answerOf, atOnce, createRace, type Racer } from './create-race.ts'
import { expireOffers } from './expire-offers.ts'
import { makeOffer } from './make-offer.ts'
import { searchFor } from './testing/search-for.ts'

const ROUNDS = 60
const TEST_MS = 120_000

let race: Awaited<ReturnType<typeof createRace>>
let first: Racer
let second: Racer
beforeAll(async () => {
  race = await createRace(2)
  const [one, two] = race.crowd
  if (!one || !two) throw new Error('no crowd')
  first = one
  second = two
}, TEST_MS)
afterAll(() => race.close())

const offerTo = async (driver: Racer, bookingId: string, ttlMs?: number) =>
  (await race.offer({ bookingId, driver, ...(ttlMs === undefined ? {} : { ttlMs }) }))[0] as string
async function eachRound(work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await work(round)
    expect(await race.contradictions()).toEqual([])
  }
}
const decidedBy = async ({ id }: Racer) => {
  const [row] = await race.deps.sql`
    select coalesce(sum(accepted + declined + expired), 0)::int as decided
    from driver_reliability_days where driver_id = ${id}`
  return row?.decided as number
}

describe('an acceptance', () => {
  test(
    'that meets a cancellation: the booking ends cancelled, and the driver is free',
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const offerId = await offerTo(first, bookingId)
        const [accepted, cancelled] = await atOnce(
          round,
          () => race.accept(offerId, first),
          () => race.cancel(bookingId, race.customer.token),
        )
        expect(cancelled.status).toBe(200)
        expect(['200', '409 offer_not_open withdrawn']).toContain(answerOf(accepted))
        expect((await race.readBooking(bookingId)).state).toBe('cancelled')
        expect(await race.readOffer(offerId)).toBe('withdrawn')
      })
    },
    TEST_MS,
  )

  test(
    'that meets the expiry: the offer is accepted or expired, and the booking as well',
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const offerId = await offerTo(first, bookingId, 1_000)
        const before = await decidedBy(first)
        const [accepted] = await atOnce(
          round,
          () => race.accept(offerId, first),
          async () => {
            for (let step = 0; step < round % 7; step++) await race.deps.sql`select 1`
            race.clock.offsetMs += 1_001
            await Promise.all(race.contexts.map(expireOffers))
          },
        )
        const hasWon = accepted.status === 200
        expect(answerOf(accepted)).toBe(hasWon ? '200' : '409 offer_not_open expired')
        // An expiry that met the driver deciding has left them to the next tick.
        await expireOffers(race.contexts[0])
        expect(await race.readOffer(offerId)).toBe(hasWon ? 'accepted' : 'expired')
        expect((await race.readBooking(bookingId)).state).toBe(hasWon ? 'assigned' : 'searching')
        expect(await decidedBy(first)).toBe(before + 1)
        await race.cancel(bookingId)
      })
    },
    TEST_MS,
  )

  test('that comes after the end of its offer is too late, though no tick has seen it yet', async () => {
    const bookingId = await race.newBooking()
    const offerId = await offerTo(first, bookingId, -1)
    expect(answerOf(await race.accept(offerId, first))).toBe('409 offer_not_open expired')
    expect((await race.readBooking(bookingId)).state).toBe('searching')
    await race.cancel(bookingId)
  })

  test(
    'that meets an assignment of its booking by hand: one of the two drivers has it',
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const offerId = await offerTo(first, bookingId)
        const [accepted, assigned] = await atOnce(
          round,
          () => race.accept(offerId, first),
          () => race.assign(bookingId, second),
        )
        const answers = [answerOf(accepted), answerOf(assigned)]
        expect([
          ['200', '409 illegal_move'],
          ['409 offer_not_open withdrawn', '200'],
        ]).toContainEqual(answers)
        const winner = accepted.status === 200 ? first : second
        expect(await race.readBooking(bookingId)).toEqual({ state: 'assigned', driverId: winner.id })
        await race.cancel(bookingId)
      })
    },
    TEST_MS,
  )

  test(
    'that meets its driver going off duty: the haul is taken, or the driver is gone',
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const offerId = await offerTo(first, bookingId)
        const [accepted, left] = await atOnce(
          round,
          () => race.accept(offerId, first),
          () => race.setStatus(first, 'offline'),
        )
        expect([
          ['200', '409 booking_active'],
          ['409 offer_not_open withdrawn', '200'],
        ]).toContainEqual([answerOf(accepted), answerOf(left)])
        await race.cancel(bookingId)
        await race.setStatus(first, 'available')
      })
    },
    TEST_MS,
  )

  test(
    "that meets an admin who takes the driver's vehicle: the haul has its vehicle, or nobody has it",
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const offerId = await offerTo(first, bookingId)
        const vehicleId = race.deps.driverIndex.get(first.id)?.vehicleId
        const [accepted, taken] = await atOnce(
          round,
          () => race.accept(offerId, first),
          () => race.change(first, { vehicleId: null }),
        )
        expect([
          ['200', '409 driver_busy'],
          ['409 offer_not_open withdrawn', '200'],
        ]).toContainEqual([answerOf(accepted), answerOf(taken)])
        await race.cancel(bookingId)
        expect((await race.change(first, { vehicleId })).status).toBe(200)
        expect((await race.setStatus(first, 'available')).status).toBe(200)
      })
    },
    TEST_MS,
  )
})

describe('an offer', () => {
  test(
    'that is declined while it expires counts as one decision',
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const offerId = await offerTo(first, bookingId, -1)
        const before = await decidedBy(first)
        const [declined] = await atOnce(
          round,
          () => race.decline(offerId, first),
          () => Promise.all(race.contexts.map(expireOffers)),
        )
        const hasDeclined = declined.status === 204
        expect(answerOf(declined)).toBe(hasDeclined ? '204' : '409 offer_not_open expired')
        expect(await race.readOffer(offerId)).toBe(hasDeclined ? 'declined' : 'expired')
        expect(await decidedBy(first)).toBe(before + 1)
        await race.cancel(bookingId)
      })
    },
    TEST_MS,
  )

  test(
    'is not made to a driver who is going off duty, nor left with them',
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const context = race.contexts[round % 2 === 0 ? 0 : 1]
        const search = await searchFor(context, bookingId)
        if (!search.candidates.some(({ driverId }) => driverId === first.id)) throw new Error('no candidate')
        const [, left] = await atOnce(
          round,
          () => makeOffer(context, search, first.id),
          () => race.setStatus(first, 'offline'),
        )
        expect(left.status).toBe(200)
        const open = await race.deps
          .sql`select id from offers where booking_id = ${bookingId} and state = 'open'`
        expect(open.length).toBe(0)
        await race.setStatus(first, 'available')
        await race.cancel(bookingId)
      })
    },
    TEST_MS,
  )
})

test(
  'two assignments by hand that each take back the offer of the other both succeed',
  async () => {
    await eachRound(async (round) => {
      const [one, two] = [await race.newBooking(), await race.newBooking()]
      await race.offer({ bookingId: one, driver: first }, { bookingId: two, driver: second })
      const answers = await atOnce(
        round,
        () => race.assign(one, second),
        () => race.assign(two, first),
      )
      expect(answers.map(answerOf)).toEqual(['200', '200'])
      await Promise.all([race.cancel(one), race.cancel(two)])
    })
  },
  TEST_MS,
)
