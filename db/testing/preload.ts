import { afterAll } from 'bun:test'
import { stopTestServer } from './create-test-database.ts'

afterAll(stopTestServer)
