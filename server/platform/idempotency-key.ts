import { invalid } from '../errors.ts'
import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './sha256.ts'

/** What tells a request that is sent again under its key from another one; the order of its members makes no other. */
export const hashRequest = (request: unknown) => sha256(canonicalJson(request))

/** For who sends a key along that came with another request before. */
export const keyReused = () =>
  invalid('idempotency_key_reused', 'Idempotency-Key', 'This key was used for another request.')
