import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config.ts'
import { describeError } from './describe-error.ts'

const SECRET_FIELDS = [
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
]

/** Structured logs, a JSON line each, on standard output; credentials and personal data never leave the process this way. */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'hexhaul' },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => describeError(error) },
    // What nobody should log; should somebody do it all the same, it is still not told.
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
