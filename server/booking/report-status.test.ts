import { afterAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { BookingState } from '../../db/schema/booking.ts'
import { DRIVER_STATUSES } from './report-status.ts'
import { LEGAL_MOVES } from './states.ts'
import { createHaulApp, type Status } from './testing/create-haul-app.ts'

const RUNS = 25
const STEPS_MAX = 12
const t = await createHaulApp()
afterAll(() => t.close())
const { customer, operator, drivers, assign, cancel, report, readRow, readHistory, newBooking, finish } = t

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
