import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createMetrics } from '../metrics.ts'
import { describeBlobStore } from './blob-store.contract.ts'
import { createS3BlobStore } from './s3.ts'

/* `bun run test` starts an S3 where one can be had, with a bucket for these. */
const endpoint = process.env.TEST_S3_URL
const settings = {
  bucket: 'hexhaul-test',
  region: 'us-east-1',
  accessKeyId: 'hexhaul-test',
  secretAccessKey: 'hexhaul-test-secret',
}

describe.if(endpoint !== undefined)('in a bucket', () => {
  const open = () => createS3BlobStore({ ...settings, endpoint: endpoint as string }, createMetrics())
  beforeAll(() => open().ping())
  describeBlobStore('in a bucket of S3', open)
})

describe('without an S3', () => {
  let statuses = 0
  const broken = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch() {
      statuses++
      return new Response('<Error><Code>InternalError</Code></Error>', { status: 500 })
    },
  })
  afterAll(() => broken.stop(true))

  test.each([
    ['nobody listens', 'http://127.0.0.1:1'],
    ['it fails', `http://127.0.0.1:${broken.port}`],
  ])('blobs are neither stored, read nor removed, and that is said, when %s', async (_, url) => {
    const store = createS3BlobStore({ ...settings, endpoint: url }, createMetrics())
    const id = Bun.randomUUIDv7()
    const unavailable = { code: 'storage_unavailable', kind: 'unavailable' }
    await expect(store.put(id, new Uint8Array([1]), 'image/png')).rejects.toMatchObject(unavailable)
    await expect(store.get(id)).rejects.toMatchObject(unavailable)
    await expect(store.remove(id)).rejects.toMatchObject(unavailable)
    await expect(store.ping()).rejects.toMatchObject(unavailable)
    if (url.endsWith(String(broken.port))) expect(statuses).toBeGreaterThan(0)
  })
})
