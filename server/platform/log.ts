import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config.ts'
import { describeError } from './describe-error.ts'

const SECRET_FIELDS = new Set([
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'ticket',
  'authorization',
  'email',
  'phone',
  'name',
  'address',
  'contact',
])
/** Levels of an entry that are looked through for such fields. */
const DEPTH_MAX = 3
const CENSOR = '[redacted]'
/** Lines are written when so many have been gathered, or after this long: each by itself would cost more than to make it. */
const GATHERED_MAX_BYTES = 4 * 1_024
const GATHER_MS = 100
/** Lines that wait for a reader of the output who is slow; past it new ones are lost and the server goes on. */
const WAITING_MAX_BYTES = 16 * 1_024 * 1_024

/** Structured logs, a JSON line each, on standard output; credentials and personal data never leave the process this way. */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'hexhaul' },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => describeError(error) },
    formatters: { log: withoutSecrets },
  }
  return pino(options, destination ?? gatheredOutput())
}

/** No request waits for a line to be written; what is still gathered when the process ends, is written then. */
const gatheredOutput = () =>
  pino.destination({
    dest: 1,
    sync: false,
    minLength: GATHERED_MAX_BYTES,
    maxLength: WAITING_MAX_BYTES,
    periodicFlush: GATHER_MS,
  })

type Entry = Record<string, unknown>

/** What nobody should log; should somebody do it all the same, it is still not told. (pino's own `redact` costs ten times as much.) */
function withoutSecrets(entry: Entry, depth = 1): Entry {
  const told: Entry = {}
  for (const [name, value] of Object.entries(entry)) {
    if (SECRET_FIELDS.has(name)) told[name] = CENSOR
    else told[name] = isPlain(value) && depth < DEPTH_MAX ? withoutSecrets(value, depth + 1) : value
  }
  return told
}

const isPlain = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
