import { afterAll, describe, expect, test } from 'bun:test'
import { createProofApp } from './testing/create-proof-app.ts'
import { createImage } from './testing/images.ts'

const t = await createProofApp()
afterAll(t.close)
const { customer, operator, driver, drivers, prove, proofsOf, send } = t
const [, otherDriver] = drivers
const otherCustomer = await t.signUp('customer')
const photo = await createImage('jpeg')
const signature = await createImage('png', { widthPx: 200, heightPx: 80 })
const MIB = 1_048_576

const id = await t.bookFor(undefined, [{ lat: 12.95, lng: 77.6 }])
await t.driveTo(id, 'arrived_at_pickup')

describe('a proof', () => {
  test('keeps who received, a photo and a signature, and tells how far the driver was', async () => {
    const { version } = await t.readRow(id)
    const fields = {
      place: 'pickup',
      recipientName: 'M. Iyer',
      lat: '12.9703',
      lng: '77.5901',
      photo,
      signature,
    }
    const { status, body } = await prove(id, fields)
    expect(status).toBe(201)
    expect(body.bookingVersion).toBe(version + 1)
    const { distanceM, positionAgeS, files, ...proof } = body.proof
    expect(proof).toMatchObject({ place: 'pickup', stop: null, recipientName: 'M. Iyer', isFar: false })
    expect(distanceM).toBeWithin(30, 41)
    expect(positionAgeS).toBeWithin(0, 60)
    expect(files).toMatchObject([
      { kind: 'photo', contentType: 'image/jpeg', widthPx: 320, heightPx: 240 },
      { kind: 'signature', contentType: 'image/png', widthPx: 200, heightPx: 80 },
    ])
    expect((await proofsOf(id)).body).toEqual({ items: [body.proof], nextCursor: null })
    const [last] = (await t.readHistory(id)).slice(-1)
    expect(last).toMatchObject({
      type: 'proof_kept',
      data: { proofId: proof.id, reportedFrom: { isFar: false } },
    })
  })

  test('sent again is the same proof, also when twenty are sent at once', async () => {
    const again = await Promise.all(
      Array.from({ length: 20 }, () => prove(id, { place: 'pickup', photo: new Uint8Array(photo) })),
    )
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(again.map(({ body }) => body.proof.id)).size).toBe(1)
    expect((await proofsOf(id)).body.items).toHaveLength(2)
  })

  test('is flagged past 100 m from its place, for every party to see', async () => {
    // 111 m further north, a moment later.
    const fields = { place: 'pickup', recipientName: 'Guard', lat: '12.9710', lng: '77.5900' }
    const { body } = await prove(id, fields)
    expect(body.proof).toMatchObject({ isFar: true, files: [] })
    expect(body.proof.distanceM).toBeWithin(105, 118)
    for (const as of [customer.token, driver.token, operator])
      expect((await proofsOf(id, as)).body.items.at(-1)).toEqual(body.proof)
  })

  test('is of a place that the booking is at, and of a stop that it has come to', async () => {
    const refused = { status: 409, body: { code: 'proof_not_due', currentState: 'arrived_at_pickup' } }
    for (const place of ['dropoff', 'stop'])
      expect(
        await prove(id, { place, recipientName: 'A', ...(place === 'stop' && { stop: '0' }) }),
      ).toMatchObject(refused)
    await t.driveTo(id, 'goods_collected')
    const { body } = await prove(id, { place: 'stop', stop: '0', recipientName: 'Depot' })
    expect(body.proof).toMatchObject({ place: 'stop', stop: 0, isFar: true })
    for (const fields of [{ place: 'stop', stop: '1' }, { place: 'stop' }, { place: 'pickup', stop: '0' }])
      expect(await prove(id, { ...fields, recipientName: 'A' })).toMatchObject({
        status: 422,
        body: { code: 'validation_failed', errors: [{ path: 'stop' }] },
      })
  })
})

describe('a form', () => {
  const post = (init: RequestInit, as = driver.token) =>
    send(`/v1/bookings/${id}/proofs`, as, { method: 'POST', ...init })
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code]

  test('of 10 MiB is refused, with a length or in chunks, and by every address that takes none', async () => {
    const large = { place: 'pickup', photo: new Uint8Array(10 * MIB) }
    expect(await codeOf(await post({ body: t.formOf(large) }))).toEqual([413, 'body_too_large'])
    const whole = new Response(t.formOf(large))
    const headers = { 'content-type': whole.headers.get('content-type') as string }
    const chunked = await post({ body: whole.body as ReadableStream, headers })
    expect(await codeOf(chunked)).toEqual([413, 'body_too_large'])
    const elsewhere = await send('/v1/bookings', customer.token, {
      method: 'POST',
      body: t.formOf({ place: 'pickup' }),
    })
    expect(await codeOf(elsewhere)).toEqual([415, 'media_type_unsupported'])
  })

  test('that is JSON, cut off or nothing is refused', async () => {
    const json = { body: '{"place":"pickup"}', headers: { 'content-type': 'application/json' } }
    expect(await codeOf(await post(json))).toEqual([415, 'media_type_unsupported'])
    const cut = { body: '--b\r\nContent-', headers: { 'content-type': 'multipart/form-data; boundary=b' } }
    expect(await codeOf(await post(cut))).toEqual([400, 'unreadable_body'])
    expect(await codeOf(await post({}))).toEqual([415, 'media_type_unsupported'])
  })

  test('names each field that is wrong, unknown, repeated or missing', async () => {
    const form = t.formOf({ place: 'roof', surprise: '1', lat: '91', photo: 'no file' })
    form.append('other', new Blob(['x']), 'x')
    const answer = await post({ body: form })
    expect(answer.status).toBe(422)
    const { errors } = (await answer.json()) as { errors: { path: string }[] }
    expect(errors.map(({ path }) => path).sort()).toEqual(['lat', 'other', 'photo', 'place', 'surprise'])
    const twice = t.formOf({ place: 'pickup', photo })
    twice.append('photo', new Blob([photo]), 'again')
    expect(await (await post({ body: twice })).json()).toMatchObject({ errors: [{ path: 'photo' }] })
    for (const [fields, path] of [
      [{ place: 'pickup' }, 'photo'],
      [{ place: 'pickup', photo, lat: '12' }, 'lng'],
    ] as const)
      expect(await prove(id, fields)).toMatchObject({ status: 422, body: { errors: [{ path }] } })
  })
})

describe('proofs are seen by nobody but', () => {
  test('the booking’s customer and driver, operators and admins', async () => {
    const { items } = (await proofsOf(id)).body
    const path = items[0].files[0].path as string
    for (const as of [customer.token, driver.token, operator, t.admin]) {
      expect((await proofsOf(id, as)).status).toBe(200)
      const file = await send(path, as)
      expect(file.status).toBe(200)
      expect(Object.fromEntries(file.headers)).toMatchObject({
        'content-type': 'image/jpeg',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=3600',
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      })
    }
    for (const as of [otherCustomer.token, otherDriver.token]) {
      expect((await proofsOf(id, as)).status).toBe(404)
      expect((await send(path, as)).status).toBe(404)
    }
    expect((await fetch(t.base + path)).status).toBe(401)
    const fields = { place: 'pickup', photo }
    expect((await prove(id, fields, otherDriver.token)).status).toBe(404)
    expect((await prove(id, fields, customer.token)).status).toBe(403)
  })

  test('under the address of their own booking', async () => {
    const { items } = (await proofsOf(id)).body
    const path = items[0].files[0].path as string
    const other = await t.bookFor()
    expect((await send(path.replace(id, other), operator)).status).toBe(404)
    expect((await send(path.replace('/files/photo', '/files/video'), operator)).status).toBe(422)
    expect((await send(path.replace(items[0].id, crypto.randomUUID()), operator)).status).toBe(404)
  })
})
