import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import type { BookingState } from '../../db/schema/booking.ts'
import { bookingEvents, bookings, offers, rateCards } from '../../db/schema/index.ts'
import { systemContext } from '../platform/context.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { DRIVER_STATUSES } from './report-status.ts'
import { startScheduledSearches } from './start-scheduled-searches.ts'
import { ACTIVE_STATES, isActive, LEGAL_MOVES } from './states.ts'

const RUNS = 25
const STEPS_MAX = 12
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

type User = { id: string; token: string }
type Status = (typeof DRIVER_STATUSES)[number]
let t: Awaited<ReturnType<typeof createTestApp>>
let customer: User
let operator: string
let drivers: [User, User]
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  customer = await t.signUp('customer')
  operator = await t.signIn('operator@hexhaul.test')
  drivers = [await t.availableDriver(12.97, 77.59), await t.availableDriver(12.971, 77.591)]
})
afterAll(() => t.close())

/** The clock never goes back: the rate limits, which count on it, would refuse everything until it has caught up. */
const pass = (ms: number) => {
  t.clock.offsetMs += ms
}
const newBooking = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
const assign = (id: string, driver: User) =>
  t.request('POST', `/v1/bookings/${id}/assign`, { as: operator, body: { driverId: driver.id } })
const cancel = (id: string, as: string) =>
  t.request('POST', `/v1/bookings/${id}/cancel`, { as, body: { reason: 'a test' } })
const report = (id: string, as: string, status: Status, version: number) =>
  t.request('POST', `/v1/bookings/${id}/status`, { as, body: { status, version } })

async function readRow(id: string) {
  const [row] = await t.deps.db.select().from(bookings).where(eq(bookings.id, id))
  if (!row) throw new Error(`no booking ${id}`)
  return row
}

const readHistory = (id: string) =>
  t.deps.db
    .select()
    .from(bookingEvents)
    .where(eq(bookingEvents.bookingId, id))
    .orderBy(asc(bookingEvents.seq))

/** Ends a booking by whatever its state allows, so that its driver is free again. */
async function finish(id: string) {
  for (;;) {
    const { state, version, driverId } = await readRow(id)
    if (LEGAL_MOVES[state].length === 0) return
    const driver = drivers.find((each) => each.id === driverId)
    const answer =
      LEGAL_MOVES[state].includes('cancelled') || !driver
        ? await cancel(id, t.admin)
        : await report(id, driver.token, LEGAL_MOVES[state][0] as Status, version)
    expect(answer.status).toBe(200)
  }
}

describe('the state table', () => {
  type Cancelling = 'customer' | 'operator' | 'bound' | 0 | 1
  type Step =
    | { kind: 'advance' }
    | { kind: 'assign'; driver: 0 | 1 }
    | { kind: 'report'; driver: 0 | 1 | 'bound'; status: Status; versionOff: number }
    | { kind: 'cancel'; by: Cancelling }
  type Model = { state: BookingState; version: number; driver: 0 | 1 | null }
  type Expected = 'moved' | 'illegal_move' | 'version_mismatch' | 'not_found'

  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step>({ kind: 'advance' }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('assign' as const), driver: fc.constantFrom<0 | 1>(0, 1) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('report' as const),
        driver: fc.constantFrom<'bound' | 0 | 1>('bound', 'bound', 'bound', 0, 1),
        status: fc.constantFrom(...DRIVER_STATUSES),
        versionOff: fc.constantFrom(0, 0, 0, -1, 1, 7),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('cancel' as const),
        by: fc.constantFrom<Cancelling>('customer', 'operator', 'bound', 'bound', 0, 1),
      }),
    },
  )

  /** `advance` is the next step of a haul that goes well, or one past its end. */
  function concrete(step: Step, { state }: Model): Exclude<Step, { kind: 'advance' }> {
    if (step.kind !== 'advance') return step
    if (state === 'searching') return { kind: 'assign', driver: 0 }
    const next = DRIVER_STATUSES.find((status) => status === LEGAL_MOVES[state][0]) ?? 'completed'
    return { kind: 'report', driver: 'bound', status: next, versionOff: 0 }
  }

  async function take(id: string, model: Model, given: Step) {
    const step = concrete(given, model)
    const known = (driver: 0 | 1) => model.driver === driver
    const legal = (to: BookingState): Expected =>
      LEGAL_MOVES[model.state].includes(to) ? 'moved' : 'illegal_move'
    if (step.kind === 'assign') {
      const answer = await assign(id, drivers[step.driver])
      return { answer, to: 'assigned', driver: step.driver, expected: legal('assigned') } as const
    }
    if (step.kind === 'report') {
      const driver = step.driver === 'bound' ? (model.driver ?? 0) : step.driver
      const version = Math.max(1, model.version + step.versionOff)
      const answer = await report(id, drivers[driver].token, step.status, version)
      const atVersion = version === model.version ? legal(step.status) : 'version_mismatch'
      const expected: Expected = known(driver) ? atVersion : 'not_found'
      return { answer, to: step.status, driver: model.driver, expected } as const
    }
    if (step.by === 'customer' || step.by === 'operator') {
      const answer = await cancel(id, step.by === 'customer' ? customer.token : operator)
      return { answer, to: 'cancelled', driver: model.driver, expected: legal('cancelled') } as const
    }
    const driver = step.by === 'bound' ? (model.driver ?? 0) : step.by
    const answer = await cancel(id, drivers[driver].token)
    const expected: Expected = known(driver) ? legal('searching') : 'not_found'
    return { answer, to: 'searching', driver: null, expected } as const
  }

  async function holds(steps: Step[]) {
    const id = await newBooking()
    const model: Model = { state: 'searching', version: 1, driver: null }
    const states: BookingState[] = [model.state]
    try {
      for (const each of steps) {
        const { answer, to, driver, expected } = await take(id, model, each)
        if (expected === 'moved') {
          Object.assign(model, { state: to, version: model.version + 1, driver })
          states.push(to)
          expect(answer).toMatchObject({ status: 200, body: { state: to, version: model.version } })
          expect(answer.body.driverId).toBe(driver === null ? null : drivers[driver].id)
        } else if (expected === 'not_found') {
          expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
        } else {
          const body = { code: expected, currentState: model.state, currentVersion: model.version }
          expect(answer).toMatchObject({ status: 409, body })
        }
      }
      expect(await readRow(id)).toMatchObject({ state: model.state, version: model.version })
      const history = await readHistory(id)
      expect(history.map(({ seq }) => seq)).toEqual(states.map((_, index) => index + 1))
      expect(history.map(({ toState }) => toState)).toEqual(states)
      expect(history.map(({ fromState }) => fromState)).toEqual([null, ...states.slice(0, -1)])
    } finally {
      await finish(id)
    }
  }

  test('decides every report, cancellation and assignment, and the history has every move once', async () => {
    const advances = (count: number) => Array.from({ length: count }, (): Step => ({ kind: 'advance' }))
    const drop: Step = { kind: 'cancel', by: 'bound' }
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: STEPS_MAX }), holds), {
      numRuns: RUNS,
      examples: [
        [advances(8)],
        [[...advances(3), drop, { kind: 'assign', driver: 1 }, ...advances(6)]],
        [[...advances(4), { kind: 'cancel', by: 'customer' }, { kind: 'cancel', by: 'operator' }, drop]],
        [[...advances(2), { kind: 'cancel', by: 'customer' }, ...advances(2), drop]],
      ],
    })
  })

  test('refuses each status but the next one in each state of a haul', async () => {
    const id = await newBooking()
    const [driver] = drivers
    await assign(id, driver)
    for (let version = 2; ; version++) {
      const { state } = await readRow(id)
      for (const status of DRIVER_STATUSES) {
        if (LEGAL_MOVES[state].includes(status)) continue
        const refused = { code: 'illegal_move', currentState: state, currentVersion: version }
        expect(await report(id, driver.token, status, version)).toMatchObject({ status: 409, body: refused })
      }
      const next = DRIVER_STATUSES.find((status) => LEGAL_MOVES[state].includes(status))
      if (!next) break
      expect((await report(id, driver.token, next, version)).status).toBe(200)
    }
    expect((await readRow(id)).state).toBe('completed')
  })

  test('lets one of many equal reports through', async () => {
    const id = await newBooking()
    const [driver] = drivers
    await assign(id, driver)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => report(id, driver.token, 'en_route_to_pickup', 2)),
    )
    expect(answers.filter(({ status }) => status === 200).length).toBe(1)
    expect(answers.filter(({ body }) => body.code === 'version_mismatch').length).toBe(9)
    expect((await readHistory(id)).map(({ seq }) => seq)).toEqual([1, 2, 3])
    await finish(id)
  })
})

describe('a cancellation', () => {
  const PAST_GRACE_MS = 121_000

  /** Cancels so long after the booking, or after its assignment, and returns the fee. */
  async function feeAfter(ms: number, as: string, { isAssigned }: { isAssigned: boolean }) {
    const id = await newBooking()
    if (isAssigned) expect((await assign(id, drivers[0])).status).toBe(200)
    pass(ms)
    const { status, body } = await cancel(id, as)
    expect(status).toBe(200)
    expect(body.state).toBe('cancelled')
    expect((await readRow(id)).cancellationFeeMinor).toBe(body.cancellation.fee.amount)
    return body.cancellation as { by: string; fee: { amount: number; currency: string } }
  }
  const free = { amount: 0, currency: 'INR' }

  test('is free before the assignment, however late', async () => {
    const cancelled = await feeAfter(PAST_GRACE_MS, customer.token, { isAssigned: false })
    expect(cancelled).toMatchObject({ by: 'customer', fee: free })
  })

  test('is free within the grace', async () => {
    const cancelled = await feeAfter(100_000, customer.token, { isAssigned: true })
    expect(cancelled).toMatchObject({ by: 'customer', fee: free })
  })

  test("costs the customer the card's fee after it", async () => {
    const ofDemo = and(eq(rateCards.vehicleClass, 'van'), eq(rateCards.currency, 'INR'))
    const [card] = await t.deps.db.select().from(rateCards).where(ofDemo)
    expect(card?.freeCancellationS).toBe(120)
    expect(card?.cancellationFeeMinor).toBeGreaterThan(0)
    const cancelled = await feeAfter(PAST_GRACE_MS, customer.token, { isAssigned: true })
    expect(cancelled.fee).toEqual({ amount: card?.cancellationFeeMinor as number, currency: 'INR' })
  })

  test('causes no fee when an operator or an admin does it', async () => {
    const byOperator = await feeAfter(PAST_GRACE_MS, operator, { isAssigned: true })
    expect(byOperator).toMatchObject({ by: 'operator', fee: free })
    const byAdmin = await feeAfter(PAST_GRACE_MS, t.admin, { isAssigned: true })
    expect(byAdmin).toMatchObject({ by: 'admin', fee: free })
  })

  test('counts its grace from the last assignment, when a driver dropped out', async () => {
    const id = await newBooking()
    await assign(id, drivers[0])
    pass(PAST_GRACE_MS)
    expect((await cancel(id, drivers[0].token)).body).toMatchObject({
      state: 'searching',
      cancellation: null,
    })
    expect((await assign(id, drivers[1])).status).toBe(200)
    expect((await cancel(id, customer.token)).body.cancellation.fee).toEqual(free)
  })
})

describe('a scheduled booking', () => {
  const quoteAhead = (ms: number) => {
    const scheduledFor = new Date(t.clock.now().getTime() + ms).toISOString()
    return t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, scheduledFor } })
  }
  const searchTenTimes = () =>
    Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        startScheduledSearches(systemContext(t.deps, `sweep-${index}`)),
      ),
    )

  test('is searched for once, when its time has come', async () => {
    const quote = await quoteAhead(120 * MINUTE_MS)
    const booked = await t.book(customer.token, quote.body.id)
    expect(booked).toMatchObject({ status: 201, body: { state: 'scheduled', version: 1 } })
    const { id } = booked.body
    expect((await assign(id, drivers[0])).body).toMatchObject({
      code: 'illegal_move',
      currentState: 'scheduled',
    })
    for (const minutes of [0, 99]) {
      pass(minutes * MINUTE_MS)
      await searchTenTimes()
      expect(await readRow(id)).toMatchObject({ state: 'scheduled', version: 1, searchStartedAt: null })
    }
    pass(2 * MINUTE_MS)
    await searchTenTimes()
    const row = await readRow(id)
    expect(row).toMatchObject({ state: 'searching', version: 2 })
    expect(row.searchStartedAt).toBeInstanceOf(Date)
    const history = await readHistory(id)
    expect(history.map(({ seq, toState, actorRole }) => [seq, toState, actorRole])).toEqual([
      [1, 'scheduled', 'customer'],
      [2, 'searching', 'system'],
    ])
    await finish(id)
  })

  test('is cancelled for good, also while its search begins', async () => {
    const { body: quote } = await quoteAhead(120 * MINUTE_MS)
    const { id } = (await t.book(customer.token, quote.id)).body
    pass(101 * MINUTE_MS)
    const [cancelled] = await Promise.all([cancel(id, customer.token), searchTenTimes()])
    // The search may have begun before the cancellation read the booking, between its read and its lock, or never.
    if (cancelled.status === 409) {
      expect(cancelled.body).toMatchObject({ code: 'version_mismatch', currentState: 'searching' })
      expect((await cancel(id, customer.token)).status).toBe(200)
    }
    await searchTenTimes()
    const { state, version, cancellationFeeMinor } = await readRow(id)
    expect({ state, cancellationFeeMinor }).toEqual({ state: 'cancelled', cancellationFeeMinor: 0 })
    expect((await readHistory(id)).length).toBe(version)
  })

  test.each([
    ['in the past', -MINUTE_MS],
    ['too soon', 29 * MINUTE_MS],
    ['too far ahead', 30 * DAY_MS + MINUTE_MS],
  ])('cannot be quoted %s', async (_, ms) => {
    const answer = await quoteAhead(ms)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'scheduledFor' }] } })
  })

  test('can be quoted just within the range', async () => {
    expect((await quoteAhead(31 * MINUTE_MS)).status).toBe(201)
    expect((await quoteAhead(30 * DAY_MS - MINUTE_MS)).status).toBe(201)
  })

  test('keeps the time of its quote', async () => {
    const { body: quote } = await quoteAhead(120 * MINUTE_MS)
    const scheduledFor = new Date(t.clock.now().getTime() + 180 * MINUTE_MS).toISOString()
    const answer = await t.request('POST', '/v1/bookings', {
      as: customer.token,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { quoteId: quote.id, scheduledFor, pickup: { address: '1' }, dropoff: { address: '2' } },
    })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'scheduledFor' }] } })
  })
})

describe('at most once', () => {
  test('a quote is booked, under however many keys', async () => {
    const quoteId = await t.quote(customer.token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => t.book(customer.token, quoteId)))
    expect(answers.filter(({ status }) => status === 201).length).toBe(1)
    const refused = answers.filter(({ status, body }) => status === 409 && body.code === 'quote_redeemed')
    expect(refused.length).toBe(19)
    const rows = await t.deps.db.select().from(bookings).where(eq(bookings.quoteId, quoteId))
    expect(rows.map(({ id }) => id)).toEqual(answers.flatMap(({ body }) => body.id ?? []))
  })

  test('a driver is active, though ten open offers are accepted at the same time', async () => {
    const [driver] = drivers
    const ids = await Promise.all(Array.from({ length: 10 }, newBooking))
    const [index] = await t.deps.db.execute<{ indexdef: string }>(
      sql`select indexdef from pg_indexes where indexname = 'offers_live_driver_key'`,
    )
    // A driver has one open offer at most; without the index that sees to it, the one on bookings stands alone.
    await t.deps.db.execute(sql`drop index offers_live_driver_key`)
    try {
      const now = t.clock.now()
      const open = ids.map((bookingId) => ({
        ...{ id: t.deps.newId(), bookingId, driverId: driver.id, state: 'open' as const },
        ...{ pickupDistanceM: 1, pickupEtaS: 1 },
        ...{ createdAt: now, expiresAt: new Date(now.getTime() + 60_000) },
      }))
      await t.deps.db.insert(offers).values(open)
      const answers = await Promise.all(
        open.map(({ id }) => t.request('POST', `/v1/offers/${id}/accept`, { as: driver.token })),
      )
      expect(answers.filter(({ status }) => status === 200).length).toBe(1)
      const busy = answers.filter(({ status, body }) => status === 409 && body.code === 'driver_busy')
      expect(busy.length).toBe(9)
      const active = and(eq(bookings.driverId, driver.id), inArray(bookings.state, [...ACTIVE_STATES]))
      expect((await t.deps.db.select().from(bookings).where(active)).length).toBe(1)
      const states = await Promise.all(ids.map(async (id) => (await readRow(id)).state))
      expect(states.filter((state) => !isActive(state))).toEqual(Array(9).fill('searching'))
    } finally {
      for (const id of ids) await finish(id)
      await t.deps.db.execute(sql.raw(index?.indexdef as string))
    }
  })
})
