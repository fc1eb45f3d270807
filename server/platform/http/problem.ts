import { ValidationError } from 'elysia'
import { ERROR_CODES, type ErrorCode, statusOf } from '../../error-codes.ts'
import type { ErrorKind } from '../../error-kinds.ts'
import { DomainError, type FieldError } from '../../errors.ts'

const TITLE: Record<ErrorKind, string> = {
  unreadable: 'Bad request',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  wrong_method: 'Method not allowed',
  conflict: 'Conflict',
  too_large: 'Too large',
  wrong_media: 'Unsupported media type',
  invalid: 'Invalid values',
  rate_limited: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Unavailable',
}

/** The body of every answer that is not a success (RFC 9457). */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: string
  requestId: string
  errors?: FieldError[]
  [extra: string]: unknown
}

/** The problem of a code. */
export const problem = (code: ErrorCode, detail: string, requestId: string): Problem => ({
  type: `urn:hexhaul:problem:${code}`,
  title: TITLE[ERROR_CODES[code].kind],
  status: statusOf(code),
  detail,
  code,
  requestId,
})

/** Maps what was thrown to the answer; an unknown error tells nothing of itself. */
export function toProblem(error: unknown, elysiaCode: string | number, requestId: string): Problem {
  if (error instanceof DomainError) {
    const body = problem(error.code, error.message, requestId)
    return { ...error.extra, ...body, ...(error.fields.length > 0 ? { errors: error.fields } : {}) }
  }
  if (error instanceof ValidationError && error.type !== 'response') {
    const errors = fieldErrors(error)
    const named = errors.map((field) => field.path).join(', ')
    return { ...problem('validation_failed', `The request has invalid values: ${named}.`, requestId), errors }
  }
  if (elysiaCode === 'PARSE') return problem('unreadable_body', 'The body is not valid JSON.', requestId)
  if (elysiaCode === 'NOT_FOUND') return problem('not_found', 'There is nothing at this address.', requestId)
  return problem('internal_error', 'Something went wrong on our side.', requestId)
}

/** One entry per field, the first message of each; the path is dotted and the sent value is not echoed. */
function fieldErrors(error: ValidationError): FieldError[] {
  const byPath = new Map<string, string>()
  for (const entry of error.all as InvalidValue[]) {
    const path = (entry.path ?? '').replace(/^\//, '').replaceAll('/', '.') || String(error.type)
    if (!byPath.has(path)) byPath.set(path, messageOf(entry))
  }
  return [...byPath].map(([path, message]) => ({ path, message }))
}

type InvalidValue = {
  path?: string
  message?: string
  schema?: { description?: string; anyOf?: { const?: unknown }[] }
}
/** Of these the validator says only that they failed; the field's words or its description say what it takes. */
const OPAQUE = /^Expected (string to match|union value|kind|integer)/

/** What is wrong with a value, in words for whoever sent it. */
export function messageOf({ message = 'Invalid value', schema }: InvalidValue): string {
  if (!OPAQUE.test(message)) return message
  const words = schema?.anyOf?.map((choice) => choice.const) ?? []
  if (words.length > 0 && words.every((word) => typeof word === 'string'))
    return `Expected one of ${words.join(', ')}`
  return schema?.description ? `Expected ${schema.description}` : message
}
