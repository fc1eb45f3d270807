import { DomainError } from '../../errors.ts'

const JSON_TYPE = /^application\/json\s*(;|$)/i

const tooLarge = (maxBytes: number) =>
  new DomainError('too_large', 'body_too_large', `The body is larger than ${maxBytes} bytes.`)

/**
 * Refuses by its headers alone a body that shall not be read; one that comes in chunks, without a length, is read no
 * further than the cap. @throws DomainError body_too_large, media_type_unsupported.
 */
export function admitBody(request: Request, maxBytes: number): void {
  const { headers } = request
  const length = Number(headers.get('content-length') ?? 0)
  if (length > maxBytes) throw tooLarge(maxBytes)
  const isChunked = headers.has('transfer-encoding')
  if (length === 0 && !isChunked) return
  if (!JSON_TYPE.test(headers.get('content-type') ?? '')) {
    throw new DomainError('wrong_media', 'media_type_unsupported', 'The body must be application/json.')
  }
  // The framework parses by this method; its own hook for parsing would take the socket's frames along.
  if (isChunked) Object.defineProperty(request, 'json', { value: () => readChunks(request, maxBytes) })
}

async function readChunks({ body }: Request, maxBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
