import { ValidationError } from 'elysia'

export type DescribedError = {
  type: string
  message: string
  code?: string
  constraint?: string
  stack?: string
  cause?: DescribedError
}
type Known = Error & { code?: unknown; constraint_name?: unknown; query?: unknown; severity?: unknown }

const CAUSES_MAX = 5

/**
 * An error as it may be logged. Database errors carry the values of the statement, and validation errors the rejected
 * object, in their messages and stacks: of those only the statement, the place and the constraint are told.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something else than an error was thrown' }
  const { code, constraint_name: constraint, cause } = error as Known
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.constructor.name,
    message: safeMessage(error),
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(frames && frames.length > 0 && { stack: frames.join('\n') }),
    ...(cause !== undefined && depth < CAUSES_MAX && { cause: describeError(cause, depth + 1) }),
  }
}

function safeMessage(error: Known): string {
  if (error instanceof ValidationError) return `the ${error.type} does not fit its schema`
  // PostgreSQL quotes the offending value last: invalid input syntax for type uuid: "…".
  if (typeof error.severity === 'string') return error.message.replace(/: ".*"$/s, ': "…"')
  if (typeof error.query === 'string') return `failed query: ${error.query}`
  return error.message
}
