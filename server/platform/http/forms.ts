/*
 * Bodies with files. A route that takes them says how large they may be (`takesForm`), has no schema of a body, and reads the
 * form itself: so nothing of it is read before its caller is known, and no other address takes a body like it.
 */

import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { DomainError, type FieldError } from '../../errors.ts'
import { FORM_TYPE, readWithin } from './admit-body.ts'
import { routesAt } from './allowed-methods.ts'
import { messageOf } from './problem.ts'
import { publishSchema } from './publish-schema.ts'
import type { Route } from './route-errors.ts'

export type FormShape<Fields extends TObject, File extends string> = {
  fields: Fields
  files: readonly File[]
  /** Of the whole body, with the fields and what is between them. */
  maxBytes: number
}
type Form<Fields extends TObject, File extends string> = {
  fields: Static<Fields>
  files: Partial<Record<File, Uint8Array<ArrayBuffer>>>
}

/** What a route's `detail` says of the form that it takes: the edge lets it in by this, and the API document shows it. */
export function takesForm({ fields, files, maxBytes }: FormShape<TObject, string>) {
  const shown = Object.fromEntries(files.map((name) => [name, { type: 'string', format: 'binary' }]))
  const whole = { ...fields, properties: { ...fields.properties, ...shown } } as TSchema
  const schema = publishSchema(whole, {}) as { type: 'object' }
  return {
    'x-form-max-bytes': maxBytes,
    requestBody: { required: true, content: { 'multipart/form-data': { schema } } },
  }
}

/** How large a form the address of a request takes, in bytes; undefined when it takes none. */
export const formMaxBytes = (routes: readonly Route[], request: Request): number | undefined =>
  routesAt(routes, request).find(({ method }) => method === request.method)?.hooks.detail?.[
    'x-form-max-bytes'
  ]

/**
 * The fields and files of a request's form, which are held to their schema by name.
 * @throws DomainError media_type_unsupported, body_too_large, unreadable_body, validation_failed.
 */
export async function readForm<Fields extends TObject, File extends string>(
  request: Request,
  { fields, files, maxBytes }: FormShape<Fields, File>,
): Promise<Form<Fields, File>> {
  const type = request.headers.get('content-type') ?? ''
  if (!FORM_TYPE.test(type))
    throw new DomainError('wrong_media', 'media_type_unsupported', 'The body must be multipart/form-data.')
  const form = await parse(await readWithin(request, maxBytes), type)
  const texts: Record<string, unknown> = {}
  const found: Form<Fields, File>['files'] = {}
  const errors: FieldError[] = []
  for (const [name, value] of form) {
    const file = files.find((each) => each === name)
    const isRepeated = name in texts || name in found
    if (isRepeated) errors.push({ path: name, message: 'Expected it once' })
    else if (typeof value === 'string' && file) errors.push({ path: name, message: 'Expected a file' })
    else if (typeof value === 'string') texts[name] = value
    else if (file) found[file] = await value.bytes()
    else errors.push({ path: name, message: 'Unexpected file' })
  }
  for (const { path, message, schema } of Value.Errors(fields, texts))
    errors.push({ path: path.slice(1), message: messageOf({ message, schema }) })
  if (errors.length === 0) return { fields: Value.Decode(fields, texts), files: found }
  const named = [...new Map(errors.toReversed().map((error) => [error.path, error])).values()].toReversed()
  const names = named.map(({ path }) => path).join(', ')
  throw new DomainError('invalid', 'validation_failed', `The form has invalid values: ${names}.`, {
    fields: named,
  })
}

async function parse(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new DomainError('unreadable', 'unreadable_body', 'The body is no whole form.')
  }
}
