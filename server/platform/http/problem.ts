import { ValidationError } from 'elysia'
import { DomainError, type ErrorKind, type FieldError } from '../../errors.ts'

const STATUS: Record<ErrorKind, number> = {
  unreadable: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
}
const TITLE: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Invalid values',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
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

const problem = (status: number, code: string, detail: string, requestId: string): Problem => ({
  type: `urn:hexhaul:problem:${code}`,
  title: TITLE[status] ?? 'Error',
  status,
  detail,
  code,
  requestId,
})

/** Maps what was thrown to the answer; an unknown error tells nothing of itself. */
export function toProblem(error: unknown, elysiaCode: string | number, requestId: string): Problem {
  if (error instanceof DomainError) {
    const body = problem(STATUS[error.kind], error.code, error.message, requestId)
    return { ...error.extra, ...body, ...(error.fields.length > 0 ? { errors: error.fields } : {}) }
  }
  if (error instanceof ValidationError && error.type !== 'response') {
    const errors = fieldErrors(error)
    const named = errors.map((field) => field.path).join(', ')
    return {
      ...problem(422, 'validation_failed', `The request has invalid values: ${named}.`, requestId),
      errors,
    }
  }
  if (elysiaCode === 'PARSE') return problem(400, 'unreadable_body', 'The body is not valid JSON.', requestId)
  if (elysiaCode === 'NOT_FOUND')
    return problem(404, 'not_found', 'There is nothing at this address.', requestId)
  return problem(500, 'internal_error', 'Something went wrong on our side.', requestId)
}

/** One entry per field, the first message of each; the path is dotted and the sent value is not echoed. */
function fieldErrors(error: ValidationError): FieldError[] {
  const byPath = new Map<string, string>()
  for (const entry of error.all as { path?: string; message?: string; summary?: string }[]) {
    const path = (entry.path ?? '').replace(/^\//, '').replaceAll('/', '.') || String(error.type)
    if (!byPath.has(path)) byPath.set(path, entry.message ?? 'Invalid value')
  }
  return [...byPath].map(([path, message]) => ({ path, message }))
}
