import { afterAll, describe, expect, test } from 'bun:test'
import { createProofApp } from './testing/create-proof-app.ts'
import { createImage } from './testing/images.ts'

const photo = await createImage('jpeg')
const NOBODY_LISTENS = {
  bucket: 'proofs',
  endpoint: 'http://127.0.0.1:1',
  accessKeyId: 'key',
  secretAccessKey: 'secret',
}

describe.each([
  ['a folder that can\u2019t be written', { dataDir: '/dev/null' }],
  ['an S3 that is down', { s3: NOBODY_LISTENS }],
])('with %s', async (_, config) => {
  const t = await createProofApp({ ...config, logLevel: 'silent' })
  afterAll(t.close)

  test('a photo is refused for now and nothing is half done; the haul itself goes on', async () => {
    const id = await t.bookFor()
    await t.driveTo(id, 'arrived_at_pickup')
    const { version } = await t.readRow(id)
    const refused = await t.prove(id, { place: 'pickup', photo })
    expect(refused).toMatchObject({
      status: 503,
      body: { code: 'storage_unavailable', title: 'Unavailable' },
    })
    expect((await t.proofsOf(id)).body.items).toEqual([])
    expect((await t.readRow(id)).version).toBe(version)
    expect((await t.prove(id, { place: 'pickup', recipientName: 'M. Iyer' })).status).toBe(201)
    const ready = await t.request('GET', '/health/ready')
    expect(ready).toMatchObject({ status: 200, body: { dependencies: { blobStore: { isUp: false } } } })
    await t.driveTo(id, 'completed')
  })
})
