import { ConfigError, type Env } from './config-error.ts'
import { url } from './read-addresses.ts'

/** A bucket, and who may write to it; as Bun's client takes it. */
export type S3Settings = {
  bucket: string
  /** Unset, it is Amazon's of the region. */
  endpoint?: string
  region?: string
  accessKeyId: string
  secretAccessKey: string
}

/** The bucket that S3_BUCKET names; undefined without it. @throws ConfigError when the keys for it are missing. */
export function readS3(env: Env): S3Settings | undefined {
  const bucket = env.S3_BUCKET?.trim()
  if (!bucket) return undefined
  const endpoint = url(env, 'S3_ENDPOINT', ['http:', 'https:'])
  const region = env.S3_REGION?.trim()
  const accessKeyId = env.S3_ACCESS_KEY_ID?.trim()
  const secretAccessKey = env.S3_SECRET_ACCESS_KEY?.trim()
  if (!accessKeyId || !secretAccessKey)
    throw new ConfigError('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set with S3_BUCKET')
  return { bucket, ...(endpoint && { endpoint }), ...(region && { region }), accessKeyId, secretAccessKey }
}
