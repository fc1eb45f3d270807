import { DomainError } from '../../errors.ts'

const JSON_TYPE = /^application\/json\s*(;|$)/i
export const FORM_TYPE = /^multipart\/form-data\s*;/i

const tooLarge = (maxBytes: number) =>
  new DomainError('too_large', 'body_too_large', `The body is larger than ${maxBytes} bytes.`)

/**
 * Refuses by its headers alone a body that shall not be read; one that comes in chunks, without a length, is read no
 * further than the cap. `formMaxBytes` tells how large a form the address takes: its route reads it, once it knows the caller.
 * @throws DomainError body_too_large, media_type_unsupported.
 */
export function admitBody(
  request: Request,
  maxBytes: number,
  formMaxBytes: () => number | undefined = () => undefined,
): void {
  const { headers } = request
  const length = Number(headers.get('content-length') ?? 0)
  const type = headers.get('content-type') ?? ''
  const formBytes = FORM_TYPE.test(type) ? formMaxBytes() : undefined
  if (length > (formBytes ?? maxBytes)) throw tooLarge(formBytes ?? maxBytes)
  if (formBytes !== undefined) return
  const isChunked = headers.has('transfer-encoding')
  if (length === 0 && !isChunked) return
  if (!JSON_TYPE.test(type)) {
    throw new DomainError('wrong_media', 'media_type_unsupported', 'The body must be application/json.')
  }
  // The framework parses by this method; its own hook for parsing would take the socket's frames along.
  if (isChunked) Object.defineProperty(request, 'json', { value: () => readJson(request, maxBytes) })
}

async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  return JSON.parse((await readWithin(request, maxBytes)).toString('utf8'))
}

/** The whole body. @throws DomainError body_too_large as soon as it is larger than `maxBytes`. */
export async function readWithin({ body }: Request, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
