import { invalid } from '../errors.ts'
import { canonicalJson } from './canonical-json.ts'

/** What tells a request that is sent again under its key from another one; the order of its members makes no other. */
export const hashRequest = (request: unknown): string =>
  new Bun.CryptoHasher('sha256').update(canonicalJson(request)).digest('hex')

/** For who sends a key along that came with another request before. */
export const keyReused = () =>
  invalid('idempotency_key_reused', 'Idempotency-Key', 'This key was used for another request.')
