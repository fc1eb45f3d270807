import type { CodeOf, ErrorCode, KindOf } from './error-codes.ts'
import type { ErrorKind } from './error-kinds.ts'

export type FieldError = { path: string; message: string }

/** What a use case throws: `code` is of the table of codes, `message` is shown to the caller. */
export class DomainError<C extends ErrorCode = ErrorCode> extends Error {
  readonly kind: ErrorKind
  readonly code: C
  readonly fields: FieldError[]
  /** Further public members of the problem, such as the current state on a conflict. */
  readonly extra: Record<string, unknown>

  constructor(
    kind: KindOf<C>,
    code: C,
    message: string,
    options: { fields?: FieldError[]; extra?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.kind = kind
    this.code = code
    this.fields = options.fields ?? []
    this.extra = options.extra ?? {}
  }
}

export const notFound = (what: string) =>
  new DomainError('not_found', 'not_found', `There is no such ${what}.`)

export const conflict = (code: CodeOf<'conflict'>, message: string, extra: Record<string, unknown> = {}) =>
  new DomainError('conflict', code, message, { extra })

/** One bad value of the request; `path` is dotted, as in `pickup.lat`. */
export const invalid = (code: CodeOf<'invalid'>, path: string, message: string) =>
  new DomainError('invalid', code, message, { fields: [{ path, message }] })
