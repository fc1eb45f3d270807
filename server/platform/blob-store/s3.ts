import type { S3Settings } from '../../read-s3.ts'
import type { Metrics } from '../metrics.ts'
import { createPolicy } from '../resilience.ts'
import { type BlobStore, storageUnavailable } from './port.ts'

const DEADLINE_MS = 10_000
const CONCURRENT_MAX = 64
const RETRIES_MAX = 2
const BREAKER_FAILURES = 5
const BREAKER_OPEN_MS = 5_000
/** Nothing is stored under it: to be asked for it shows that the bucket answers. */
const PROBE_KEY = 'proofs/probe'

const isMissing = (error: unknown) => (error as { code?: string }).code === 'NoSuchKey'

/** Stores blobs in a bucket of any S3, through Bun's client; an object is there whole or not at all by S3's own word. */
export function createS3BlobStore(settings: S3Settings, metrics: Metrics): BlobStore {
  const bucket = new Bun.S3Client(settings)
  const policy = createPolicy(metrics, {
    dependency: 's3',
    deadlineMs: DEADLINE_MS,
    concurrentMax: CONCURRENT_MAX,
    // The same bytes under the same key, or their removal: twice is as once.
    retriesMax: RETRIES_MAX,
    breakerFailures: BREAKER_FAILURES,
    breakerOpenMs: BREAKER_OPEN_MS,
    isExpected: isMissing,
  })
  const keyOf = (id: string) => `proofs/${id.slice(-2)}/${id}`
  async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await policy.execute(work)
    } catch (error) {
      if (isMissing(error)) throw error
      // The policy has counted why.
      throw storageUnavailable()
    }
  }
  return {
    async put(id, bytes, contentType) {
      await orUnavailable(() => bucket.write(keyOf(id), bytes, { type: contentType }))
    },
    async get(id) {
      try {
        return await orUnavailable(() => bucket.file(keyOf(id)).bytes())
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    remove: (id) => orUnavailable(() => bucket.delete(keyOf(id))),
    async ping() {
      await orUnavailable(() => bucket.exists(PROBE_KEY))
    },
  }
}
