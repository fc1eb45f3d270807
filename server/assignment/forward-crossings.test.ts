/* What crosses the life of an offer that was made ahead: the end of the haul at hand, and everybody who may take either back. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { answerOf, atOnce, createRace, type Haul, type Racer } from './create-race.ts'
import { promoteQueued } from './promote-queued.ts'
import { runTick } from './run-tick.ts'

const ROUNDS = 40
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

type Round = { round: number; haul: Haul; bookingId: string; offerId: string }
const activeOf = async ({ id }: Racer): Promise<string[]> =>
  (
    await race.deps.sql`select id from bookings where driver_id = ${id}
    and state not in ('completed', 'cancelled') order by id`
  ).map((row) => row.id)
const isFirsts = async (bookingId: string) => (await race.readBooking(bookingId)).driverId === first.id

/**
 * Each round one driver has delivered a haul, and is asked, or has promised, to come to another booking next. After it
 * nothing contradicts anything, nobody is asked any more, and ticks of two dispatchers change nothing: nothing was stuck.
 */
async function eachRound(state: 'forward' | 'queued', work: (at: Round) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const haul = await race.drive(first, 'delivered')
    const bookingId = await race.newBooking()
    const [offerId] = await race.offer({ bookingId, driver: first, state })
    await work({ round, haul, bookingId, offerId: offerId as string })
    expect(await race.contradictions()).toEqual([])
    const settled = [await race.readBooking(bookingId), await race.readOffer(offerId as string)]
    expect(['forward', 'queued']).not.toContain(settled[1] as string)
    await Promise.all(race.contexts.map((context) => promoteQueued(context)))
    expect([await race.readBooking(bookingId), await race.readOffer(offerId as string)]).toEqual(settled)
    for (const driver of [first, second])
      for (const id of await activeOf(driver)) if (id !== haul.bookingId) await race.cancel(id)
    await race.cancel(bookingId)
    await race.complete(haul, first)
    expect([await activeOf(first), await activeOf(second)]).toEqual([[], []])
  }
}

test(
  'a yes that meets the end of the haul at hand: the next is theirs, without a tick',
  async () => {
    await eachRound('forward', async ({ round, haul, bookingId, offerId }) => {
      const [accepted, completed] = await atOnce(
        round,
        () => race.accept(offerId, first),
        () => race.complete(haul, first),
      )
      expect([answerOf(accepted), answerOf(completed)]).toEqual(['200', '200'])
      expect(await race.readBooking(bookingId)).toEqual({ state: 'assigned', driverId: first.id })
      expect(await race.readOffer(offerId)).toBe('accepted')
    })
  },
  TEST_MS,
)

test(
  'a yes that meets the cancellation by the customer: the booking ends, and the driver finishes as if nothing had been',
  async () => {
    await eachRound('forward', async ({ round, bookingId, offerId }) => {
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
  'a promise whose booking is cancelled as the haul at hand ends: the booking ends cancelled, and the driver is free',
  async () => {
    await eachRound('queued', async ({ round, haul, bookingId, offerId }) => {
      const answers = await atOnce(
        round,
        () => race.complete(haul, first),
        () => race.cancel(bookingId, race.customer.token),
      )
      expect(answers.map(answerOf)).toEqual(['200', '200'])
      expect((await race.readBooking(bookingId)).state).toBe('cancelled')
      expect(await race.readOffer(offerId)).toBe('withdrawn')
      expect(await activeOf(first)).toEqual([])
    })
  },
  TEST_MS,
)

test(
  'a promise whose booking an operator gives to another as the haul at hand ends: one of the two has it',
  async () => {
    await eachRound('queued', async ({ round, haul, bookingId, offerId }) => {
      const [completed, assigned] = await atOnce(
        round,
        () => race.complete(haul, first),
        () => race.assign(bookingId, second),
      )
      expect(completed.status).toBe(200)
      const isKept = await isFirsts(bookingId)
      expect(answerOf(assigned)).toBe(isKept ? '409 illegal_move' : '200')
      expect(await race.readOffer(offerId)).toBe(isKept ? 'accepted' : 'withdrawn')
      expect(await activeOf(isKept ? first : second)).toEqual([bookingId])
      expect(await activeOf(isKept ? second : first)).toEqual([])
    })
  },
  TEST_MS,
)

test(
  'a promise of a driver whom an operator gives another booking as the haul at hand ends: they have one of them',
  async () => {
    await eachRound('queued', async ({ round, haul, bookingId, offerId }) => {
      const other = await race.newBooking()
      const [completed, assigned] = await atOnce(
        round,
        () => race.complete(haul, first),
        () => race.assign(other, first),
      )
      expect(completed.status).toBe(200)
      const isKept = await isFirsts(bookingId)
      expect(answerOf(assigned)).toBe(isKept ? '409 driver_busy' : '200')
      expect(await race.readOffer(offerId)).toBe(isKept ? 'accepted' : 'released')
      expect(await activeOf(first)).toEqual([isKept ? bookingId : other])
      await race.cancel(other)
    })
  },
  TEST_MS,
)

for (const [who, work, back] of [
  ['the driver pausing', () => race.setStatus(first, 'paused'), () => race.setStatus(first, 'available')],
  [
    "an admin's suspension",
    () => race.change(first, { approval: 'suspended' }),
    async () => {
      await race.change(first, { approval: 'approved' })
      return race.setStatus(first, 'available')
    },
  ],
] as const)
  test(
    `a promise that meets ${who} as the haul at hand ends: it has become their haul, or is released`,
    async () => {
      await eachRound('queued', async ({ round, haul, bookingId, offerId }) => {
        const answers = await atOnce(round, () => race.complete(haul, first), work)
        expect(answers.map(answerOf)).toEqual(['200', '200'])
        const isKept = await isFirsts(bookingId)
        expect((await race.readBooking(bookingId)).state).toBe(isKept ? 'assigned' : 'searching')
        expect(await race.readOffer(offerId)).toBe(isKept ? 'accepted' : 'released')
        expect((await back()).status).toBe(200)
      })
    },
    TEST_MS,
  )

test(
  'all of them at once, and two dispatchers: one booking has one driver, a driver one booking, and nothing is stuck',
  async () => {
    await eachRound('forward', async ({ round, haul, bookingId, offerId }) => {
      const moves: (() => Promise<unknown>)[] = [
        () => race.accept(offerId, first),
        () => race.complete(haul, first),
        () => race.assign(bookingId, second),
        () => race.change(first, { approval: 'suspended' }),
        () => race.cancel(bookingId, race.customer.token),
        ...race.contexts.map((context) => () => runTick(context)),
      ]
      const turned = [...moves.slice(round % moves.length), ...moves.slice(0, round % moves.length)]
      await Promise.all(turned.map((move) => move()))
      const { state } = await race.readBooking(bookingId)
      expect(state).toBe('cancelled')
      await race.change(first, { approval: 'approved' })
      await race.complete(haul, first)
      expect((await race.setStatus(first, 'available')).status).toBe(200)
      await race.setStatus(second, 'available')
    })
  },
  TEST_MS,
)
