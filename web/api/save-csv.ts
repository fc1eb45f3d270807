import { ApiError, openCsv, saveFile } from './client.ts'
import type { Input } from './routes.ts'

/** A download goes on, however long, while some of it comes this often. */
const SILENCE_MAX_MS = 30_000

/** How whoever began a download hears how much of it is there, and ends it. */
export type Watch = { signal: AbortSignal; onBytes: (bytes: number) => void }

/** Saves what a route answers as CSV under a file's name, once all of it is there. @throws ApiError */
export async function saveCsv<Path extends string>(
  path: Path,
  input: Input<'get', Path>,
  fileName: string,
  { signal, onBytes }: Watch,
): Promise<void> {
  const silence = new AbortController()
  const listen = () => setTimeout(() => silence.abort(), SILENCE_MAX_MS)
  let timer = listen()
  try {
    const response = await openCsv(path, input, AbortSignal.any([signal, silence.signal]))
    let bytes = 0
    const parts: Uint8Array<ArrayBuffer>[] = []
    for await (const part of partsOf(response)) {
      clearTimeout(timer)
      timer = listen()
      parts.push(part)
      bytes += part.byteLength
      onBytes(bytes)
    }
    saveFile(new Blob(parts, { type: 'text/csv' }), fileName)
  } finally {
    clearTimeout(timer)
  }
}

async function* partsOf({ body }: Response) {
  const reader = body?.getReader()
  for (;;) {
    const next = await reader?.read().catch(() => {
      throw new ApiError({ status: 0, code: 'broken_off', detail: 'The download broke off before its end.' })
    })
    if (!next || next.done) return
    yield next.value
  }
}
