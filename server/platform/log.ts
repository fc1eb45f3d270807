import pino, { type Logger } from 'pino'
import type { Config } from '../config.ts'

/** Structured logs on standard output; credentials and personal data never leave the process this way. */
export function createLog(level: Config['logLevel']): Logger {
  return pino({
    level,
    base: { service: 'hexhaul' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'password',
        'token',
        'authorization',
        'email',
        'phone',
        '*.password',
        '*.token',
        '*.email',
        '*.phone',
      ],
      censor: '[redacted]',
    },
  })
}
