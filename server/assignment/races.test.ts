import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Answer, atOnce, createRace, type Racer } from './create-race.ts'

const CROWD = 50
const ROUNDS = 100
/** Accepting and assigning by hand, mixed. */
const MIXED_ROUNDS = 30
const CROWDS_MS = 240_000
const STALE = ['expired', 'declined', 'withdrawn', 'released'] as const

let race: Awaited<ReturnType<typeof createRace>>
beforeAll(async () => {
  race = await createRace(CROWD)
}, CROWDS_MS)
afterAll(() => race.close())

const reasonOf = ({ status, body }: Answer) =>
  status === 200 ? 'won' : [status, body.code, ...(body.currentState ? [body.currentState] : [])].join(' ')
const tally = (answers: Answer[]) =>
  Object.fromEntries([...Map.groupBy(answers, reasonOf)].map(([reason, same]) => [reason, same.length]))
const offerTo = async (driver: Racer, bookingId: string) =>
  (await race.offer({ bookingId, driver }))[0] as string
const rounds = async (count: number, work: (round: number) => Promise<void>) => {
  for (let round = 0; round < count; round++) await work(round)
}

describe('one booking and fifty drivers', () => {
  test(
    'who all hold an open offer, by hand: one has it, the rest is told that it is assigned',
    async () => {
      await race.without('offers_live_booking_key', () =>
        rounds(ROUNDS, async () => {
          const bookingId = await race.newBooking()
          const offerIds = await race.offer(...race.crowd.map((driver) => ({ bookingId, driver })))
          const answers = await Promise.all(
            race.crowd.map((driver, n) => race.accept(offerIds[n] as string, driver)),
          )
          expect(tally(answers)).toEqual({ won: 1, '409 illegal_move assigned': CROWD - 1 })
          const winner = race.crowd[answers.findIndex(({ status }) => status === 200)]
          expect(await race.readBooking(bookingId)).toEqual({
            state: 'assigned',
            driverId: winner?.id as string,
          })
          expect((await race.cancel(bookingId)).status).toBe(200)
        }),
      )
      expect(await race.contradictions()).toEqual([])
    },
    CROWDS_MS,
  )

  test(
    'of whom one holds the open offer, half stale ones, and half are given it by operators: one has it',
    async () => {
      await rounds(MIXED_ROUNDS, async (round) => {
        const bookingId = await race.newBooking()
        const [holder, ...others] = [
          ...race.crowd.slice(round % CROWD),
          ...race.crowd.slice(0, round % CROWD),
        ]
        const [late, given] = [others.slice(0, CROWD / 2), others.slice(CROWD / 2)]
        const stateOf = (n: number) => STALE[n % STALE.length] as (typeof STALE)[number]
        const staleIds = await race.offer(
          ...late.map((driver, n) => ({ bookingId, driver, state: stateOf(n) })),
        )
        if (!holder) throw new Error('no crowd')
        const openId = await offerTo(holder, bookingId)
        const stale = late.map((driver, n) => race.accept(staleIds[n] as string, driver))
        const byHand = given.map((driver) => race.assign(bookingId, driver))
        const [accepted, assigned, refused] = await Promise.all([
          race.accept(openId, holder),
          Promise.all(byHand),
          Promise.all(stale),
        ])
        for (const [n, answer] of refused.entries())
          expect(reasonOf(answer)).toBe(`409 offer_not_open ${stateOf(n)}`)
        const hasAccepted = accepted.status === 200
        expect(reasonOf(accepted)).toBe(hasAccepted ? 'won' : '409 offer_not_open withdrawn')
        const lost = given.length - (hasAccepted ? 0 : 1)
        const expected = { '409 illegal_move assigned': lost, ...(hasAccepted ? {} : { won: 1 }) }
        expect(tally(assigned)).toEqual(expected)
        const winner = hasAccepted ? holder : given[assigned.findIndex(({ status }) => status === 200)]
        expect((await race.readBooking(bookingId)).driverId).toBe(winner?.id as string)
        expect((await race.cancel(bookingId)).status).toBe(200)
      })
      expect(await race.contradictions()).toEqual([])
    },
    CROWDS_MS,
  )
})

describe('one driver and fifty bookings', () => {
  test(
    'all offered at once and all accepted: the driver has one, and is busy for the rest',
    async () => {
      const [driver] = race.crowd
      if (!driver) throw new Error('no crowd')
      await race.without('offers_live_driver_key', async () => {
        const open = await Promise.all(
          Array.from({ length: CROWD }, async () => {
            const bookingId = await race.newBooking()
            return { bookingId, offerId: await offerTo(driver, bookingId) }
          }),
        )
        await rounds(ROUNDS, async () => {
          const answers = await Promise.all(open.map(({ offerId }) => race.accept(offerId, driver)))
          expect(tally(answers)).toEqual({ won: 1, '409 driver_busy': CROWD - 1 })
          const n = answers.findIndex(({ status }) => status === 200)
          const { bookingId } = open[n] as (typeof open)[number]
          const active = await race.deps.sql`
          select id from bookings where driver_id = ${driver.id} and state = 'assigned'`
          expect(active.map(({ id }) => id)).toEqual([bookingId])
          await race.cancel(bookingId)
          // The losers' offers are as they were, and serve the next round; the winner's is replaced.
          const next = await race.newBooking()
          open[n] = { bookingId: next, offerId: await offerTo(driver, next) }
        })
        await Promise.all(open.map(({ bookingId }) => race.cancel(bookingId)))
      })
      expect(await race.contradictions()).toEqual([])
    },
    CROWDS_MS,
  )

  test(
    'one offered, the rest given by operators: the driver has one',
    async () => {
      const [driver] = race.crowd
      if (!driver) throw new Error('no crowd')
      const bookingIds = await Promise.all(Array.from({ length: CROWD }, race.newBooking))
      await rounds(MIXED_ROUNDS, async (round) => {
        const offered = bookingIds[round % CROWD] as string
        const offerId = await offerTo(driver, offered)
        const [accepted, assigned] = await Promise.all([
          race.accept(offerId, driver),
          Promise.all(bookingIds.filter((id) => id !== offered).map((id) => race.assign(id, driver))),
        ])
        const hasAccepted = accepted.status === 200
        expect(reasonOf(accepted)).toBe(hasAccepted ? 'won' : '409 offer_not_open withdrawn')
        const lost = CROWD - 1 - (hasAccepted ? 0 : 1)
        expect(tally(assigned)).toEqual({ '409 driver_busy': lost, ...(hasAccepted ? {} : { won: 1 }) })
        const active = await race.deps.sql<{ id: string }[]>`
        select id from bookings where driver_id = ${driver.id} and state = 'assigned'`
        expect(active.length).toBe(1)
        const won = active[0]?.id as string
        await race.cancel(won)
        bookingIds[bookingIds.indexOf(won)] = await race.newBooking()
      })
      await Promise.all(bookingIds.map((id) => race.cancel(id)))
      expect(await race.contradictions()).toEqual([])
    },
    CROWDS_MS,
  )
})

test(
  'a question ahead that meets another haul of the driver: they are asked after it, or not at all',
  async () => {
    const [driver] = race.crowd
    if (!driver) throw new Error('no crowd')
    await rounds(MIXED_ROUNDS, async (round) => {
      const haul = await race.drive(driver, 'delivered')
      const [bookingId, other] = [await race.newBooking(), await race.newBooking()]
      await atOnce(
        round,
        () => race.askAhead(bookingId, driver, race.contexts[round % 4 < 2 ? 0 : 1]),
        async () => {
          await race.complete(haul, driver)
          expect((await race.assign(other, driver)).status).toBe(200)
        },
      )
      expect(await race.contradictions()).toEqual([])
      const pending = await race.deps.sql`
        select state from offers where driver_id = ${driver.id} and state in ('open', 'forward', 'queued')`
      expect([...pending]).toEqual([])
      await Promise.all([race.cancel(bookingId), race.cancel(other)])
    })
  },
  CROWDS_MS,
)
