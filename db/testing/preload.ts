import { afterAll, setDefaultTimeout } from 'bun:test'
import { stopTestServer } from './create-test-database.ts'

/** Starting a server on a busy machine takes its time, and a test that hangs is found all the same. */
const TEST_TIMEOUT_MS = 60_000

setDefaultTimeout(TEST_TIMEOUT_MS)
afterAll(stopTestServer)
