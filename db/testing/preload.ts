import { afterAll, setDefaultTimeout } from 'bun:test'
import { stopTestServer } from './create-test-database.ts'

/** For a file run alone; the whole suite sets the same. Starting a server on a busy machine takes its time. */
const TEST_TIMEOUT_MS = 60_000

setDefaultTimeout(TEST_TIMEOUT_MS)
afterAll(stopTestServer)
