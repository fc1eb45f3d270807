import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { keptFolder, runToEnd } from './kept-folder.ts'
import { accepts, type Part, runPart } from './run-part.ts'

const MOTO_VERSION = '5.2.1'
const READY_MS = 60_000
const BUCKET = 'hexhaul-test'
const KEYS = { accessKeyId: 'hexhaul-test', secretAccessKey: 'hexhaul-test-secret' }

/** Why no S3 can be had here, or null: VersityGW where it is installed, else Moto's server by pip. */
export const missingForS3 = (): string | null =>
  Bun.which('versitygw') || Bun.which('pip3') ? null : 'versitygw or pip3 for an S3'

/** Starts an S3 on loopback, with the bucket of the tests. @throws Error when it can't be had or isn't ready in time. */
export async function startS3({ dir, port }: { dir: string; port: number }): Promise<Part & { url: string }> {
  const url = `http://127.0.0.1:${port}`
  const data = join(dir, `s3-${port}`)
  mkdirSync(join(data, BUCKET), { recursive: true })
  const part = await runPart({
    name: 's3',
    ...(Bun.which('versitygw') ? versity(data, port) : await moto(port)),
    logFile: join(dir, `s3-${port}.log`),
    isReady: () => accepts(port),
    deadlineMs: READY_MS,
  })
  // Made already where buckets are folders, and told so; a bucket of one's own may be made again.
  await fetch(`${url}/${BUCKET}`, { method: 'PUT' })
  return { ...part, url }
}

/** It checks every signature, and keeps buckets as folders. */
const versity = (data: string, port: number) => ({
  command: [
    ...['versitygw', '--port', `127.0.0.1:${port}`, '--access', KEYS.accessKeyId],
    ...['--secret', KEYS.secretAccessKey, '--quiet', 'posix', '--nometa', data],
  ],
})

async function moto(port: number) {
  const folder = await keptFolder(`moto-${MOTO_VERSION}`, async (fresh) => {
    const install = ['pip3', 'install', '--quiet', '--target', fresh]
    await runToEnd([...install, `moto[s3,server]==${MOTO_VERSION}`], fresh)
    return fresh
  })
  return {
    command: ['python3', '-m', 'moto.server', '--host', '127.0.0.1', '--port', String(port)],
    env: { PYTHONPATH: folder },
  }
}
