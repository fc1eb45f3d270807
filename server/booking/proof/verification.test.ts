import { afterAll, describe, expect, test } from 'bun:test'
import { createProofApp } from './testing/create-proof-app.ts'
import { createImage } from './testing/images.ts'

const t = await createProofApp()
afterAll(t.close)
const { customer, operator, driver, prove } = t
const TRIES = 5

const detail = async (id: string, as: string) => (await t.request('GET', `/v1/bookings/${id}`, { as })).body
const pinsOf = async (id: string) => (await detail(id, customer.token)).verification.pins
async function report(id: string, status: string, pin?: string, as = driver.token) {
  const { version } = await t.readRow(id)
  const body = { status, version, ...(pin !== undefined && { pin }) }
  return t.request('POST', `/v1/bookings/${id}/status`, { as, body })
}
const steer = (id: string, verb: string, body: object, as = operator) =>
  t.request('POST', `/v1/bookings/${id}/verification/${verb}`, { as, body })
const wrong = (pin: string) => String((Number(pin) + 1) % 10_000).padStart(4, '0')
const auditOf = async (id: string) =>
  (await t.request('GET', `/v1/admin/audit?subjectType=booking&subjectId=${id}`, { as: t.admin })).body.items

/** A booking on its way, given up at the end so that its driver is free. */
async function during(verification: object, state: string, work: (id: string) => Promise<void>) {
  const id = await t.bookFor(verification)
  try {
    await t.driveTo(id, 'arrived_at_pickup')
    if (state !== 'arrived_at_pickup') {
      const pin = (await pinsOf(id)).pickup ?? undefined
      expect((await report(id, 'goods_collected', pin)).status).toBe(200)
      await t.driveTo(id, state)
    }
    await work(id)
  } finally {
    const required = (await detail(id, operator)).verification?.required ?? []
    if (required.length > 0) await steer(id, 'waive', { requirements: required, reason: 'the test is over' })
    await t.finish(id)
  }
}

describe('a PIN', () => {
  test('is four digits that the customer sees, and neither driver, operator nor database', async () => {
    await during({ pickupPin: true, dropoffPin: true }, 'arrived_at_pickup', async (id) => {
      const pins = await pinsOf(id)
      expect(pins).toEqual({
        pickup: expect.stringMatching(/^\d{4}$/),
        dropoff: expect.stringMatching(/^\d{4}$/),
      })
      for (const as of [driver.token, operator, t.admin])
        expect((await detail(id, as)).verification).toEqual({
          required: ['pickupPin', 'dropoffPin'],
          waived: [],
          isPinLocked: false,
        })
      const stored = await t.deps
        .sql`select v::text from booking_verifications v union select b::text from bookings b`
      expect(JSON.stringify(stored)).not.toContain(`,${pins.pickup},`)
      expect((await detail(await t.bookFor(), customer.token)).verification).toBeNull()
    })
  })

  test('must be given where the goods change hands, and each is good for its own place and booking', async () => {
    await during({ pickupPin: true, dropoffPin: true }, 'arrived_at_pickup', async (id) => {
      const { pickup, dropoff } = await pinsOf(id)
      const { version } = await t.readRow(id)
      const where = { currentState: 'arrived_at_pickup', currentVersion: version }
      const missing = await report(id, 'goods_collected')
      expect(missing).toMatchObject({ status: 409, body: { code: 'pin_required', ...where } })
      const guess = pickup === dropoff ? wrong(pickup) : dropoff
      const refused = { code: 'pin_wrong', attemptsLeft: TRIES - 1, ...where }
      expect(await report(id, 'goods_collected', guess)).toMatchObject({ status: 409, body: refused })
      for (const bad of ['12', '12345', 'abcd'])
        expect(await report(id, 'goods_collected', bad)).toMatchObject({ status: 422 })
      expect(await report(id, 'goods_collected', pickup)).toMatchObject({ status: 200 })
      expect(await pinsOf(id)).toEqual({ pickup: null, dropoff })
      expect((await report(id, 'arrived_at_dropoff')).status).toBe(200)
      expect((await report(id, 'delivered')).body.code).toBe('pin_required')
      expect((await report(id, 'delivered', dropoff)).status).toBe(200)
      expect(await pinsOf(id)).toEqual({ pickup: null, dropoff: null })
    })
  })

  test('costs no try with a report that is out of turn or of an old version', async () => {
    await during({ pickupPin: true, dropoffPin: true }, 'arrived_at_pickup', async (id) => {
      const { pickup, dropoff } = await pinsOf(id)
      const { version } = await t.readRow(id)
      const stale = { status: 'goods_collected', version: version - 1, pin: wrong(pickup) }
      for (let i = 0; i <= TRIES; i++) {
        expect((await report(id, 'delivered', wrong(dropoff))).body.code).toBe('illegal_move')
        const answer = await t.request('POST', `/v1/bookings/${id}/status`, { as: driver.token, body: stale })
        expect(answer.body.code).toBe('version_mismatch')
      }
      expect((await report(id, 'goods_collected', pickup)).status).toBe(200)
    })
  })

  test('can be guessed at five times, however many guesses come at once, until an operator releases it', async () => {
    await during({ pickupPin: true }, 'arrived_at_pickup', async (id) => {
      const { pickup } = await pinsOf(id)
      const { version } = await t.readRow(id)
      const guesses = await Promise.all(
        Array.from({ length: 40 }, () => report(id, 'goods_collected', wrong(pickup))),
      )
      const codeOf = ({ body }: { body: { code: string } }) => body.code
      const wrongOnes = guesses.filter((answer) => codeOf(answer) === 'pin_wrong')
      expect(wrongOnes.map(({ body }) => body.attemptsLeft).sort()).toEqual([0, 1, 2, 3, 4])
      // The last one locks, which makes a new version: later ones hear of the one or the other.
      const others = new Set(guesses.map(codeOf))
      for (const code of ['pin_wrong', 'version_mismatch', 'pin_locked']) others.delete(code)
      expect([...others]).toEqual([])
      expect((await t.readRow(id)).version).toBe(version + 1)
      expect((await report(id, 'goods_collected', pickup)).body.code).toBe('pin_locked')
      expect((await detail(id, operator)).verification.isPinLocked).toBe(true)
      expect((await t.readHistory(id)).at(-1)).toMatchObject({
        type: 'pin_locked',
        data: { place: 'pickup' },
      })

      expect((await steer(id, 'release', { reason: 'x' }, driver.token)).status).toBe(403)
      expect((await steer(id, 'release', { reason: 'Called the customer' })).status).toBe(200)
      expect((await steer(id, 'release', { reason: 'again' })).body.code).toBe('pin_not_tried')
      const [audited] = await auditOf(id)
      expect(audited).toMatchObject({
        action: 'booking.pins_released',
        before: { wrongPins: TRIES },
        after: { wrongPins: 0, reason: 'Called the customer' },
      })
      expect((await report(id, 'goods_collected', pickup)).status).toBe(200)
    })
  })

  test('is on a shared link only where the customer wants it, and until it was given', async () => {
    const tracked = async (id: string) => {
      const { body } = await t.request('POST', `/v1/bookings/${id}/share`, { as: customer.token })
      return (await t.request('GET', new URL(body.url).pathname)).body
    }
    await during({ dropoffPin: true }, 'arrived_at_pickup', async (id) => {
      expect(await tracked(id)).not.toHaveProperty('dropoffPin')
    })
    await during({ dropoffPin: true, sharesDropoffPin: true }, 'arrived_at_dropoff', async (id) => {
      const { dropoff } = await pinsOf(id)
      expect((await tracked(id)).dropoffPin).toBe(dropoff)
      expect((await report(id, 'delivered', dropoff)).status).toBe(200)
      expect(await tracked(id)).not.toHaveProperty('dropoffPin')
    })
  })
})

describe('an operator', () => {
  test('may waive what was asked for, with a reason that the history and the audit log keep', async () => {
    await during({ pickupPin: true, photo: true }, 'arrived_at_pickup', async (id) => {
      const reason = 'The customer has lost the phone'
      expect((await steer(id, 'waive', { requirements: ['signature'], reason })).body.code).toBe(
        'nothing_to_waive',
      )
      expect((await steer(id, 'waive', { requirements: ['pickupPin'], reason }, customer.token)).status).toBe(
        403,
      )
      expect((await steer(id, 'waive', { requirements: ['pickupPin'] })).status).toBe(422)
      expect((await steer(id, 'waive', { requirements: ['pickupPin', 'signature'], reason })).status).toBe(
        200,
      )
      expect((await detail(id, customer.token)).verification).toEqual({
        required: ['photo'],
        waived: ['pickupPin'],
        isPinLocked: false,
        pins: { pickup: null, dropoff: null },
      })
      const { history } = await detail(id, customer.token)
      expect(history.at(-1)).toMatchObject({ event: 'verification_waived', by: 'operator', reason })
      const [audited] = await auditOf(id)
      expect(audited).toMatchObject({
        action: 'booking.verification_waived',
        before: { waived: [] },
        after: { waived: ['pickupPin'], reason },
      })
      expect((await report(id, 'goods_collected')).status).toBe(200)
    })
  })
})

describe('a photo or a signature', () => {
  test('of the drop-off must be there before the goods are delivered, if the customer asks for it', async () => {
    await during({ photo: true, signature: true }, 'arrived_at_dropoff', async (id) => {
      const missing = (kinds: string[]) => ({
        status: 409,
        body: { code: 'proof_missing', missing: kinds, currentState: 'arrived_at_dropoff' },
      })
      expect(await report(id, 'delivered')).toMatchObject(missing(['photo', 'signature']))
      const signature = await createImage('png', { widthPx: 200, heightPx: 80 })
      expect((await prove(id, { place: 'dropoff', recipientName: 'M. Iyer', signature })).status).toBe(201)
      expect(await report(id, 'delivered')).toMatchObject(missing(['photo']))
      expect((await prove(id, { place: 'dropoff', photo: await createImage('jpeg') })).status).toBe(201)
      expect((await report(id, 'delivered')).status).toBe(200)
    })
  })
})
