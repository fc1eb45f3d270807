import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dir, '..')
const OUT = join(ROOT, 'web/dist')
const WORKER = 'maplibre-gl/dist/maplibre-gl-worker.mjs'
/** Files of earlier builds stay for pages that are open still and load their parts late. */
const KEPT_MS = 24 * 3_600_000
const COMPRESSIBLE = /\.(js|mjs|css|html|svg)$/

/**
 * Bundles the dashboard into web/dist, each file under a name with the hash of its content, index.html last: whoever reads
 * meanwhile, or builds too, finds a whole dashboard. @throws AggregateError with what does not build.
 */
export async function buildWeb(): Promise<void> {
  const workerBytes = await Bun.file(Bun.resolveSync(WORKER, ROOT)).bytes()
  const workerName = `map-worker-${Bun.hash(workerBytes).toString(16).padStart(16, '0').slice(0, 8)}.mjs`
  const { outputs } = await Bun.build({
    entrypoints: [join(ROOT, 'web/index.html')],
    target: 'browser',
    minify: true,
    splitting: true,
    publicPath: '/assets/',
    naming: { entry: '[name].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    define: {
      'process.env.NODE_ENV': '"production"',
      MAP_WORKER_URL: JSON.stringify(`/assets/${workerName}`),
    },
  })
  const files = new Map<string, Uint8Array>([[workerName, workerBytes]])
  for (const output of outputs)
    files.set(output.path.replace(/^\.?\//, ''), new Uint8Array(await output.arrayBuffer()))
  const page = files.get('index.html')
  if (!page) throw new Error('the build made no index.html')
  files.delete('index.html')
  await mkdir(OUT, { recursive: true })
  await Promise.all([...files].map(([name, bytes]) => publish(name, bytes)))
  await publish('index.html', page)
  await removeOld()
}

/** Puts a file in its place at once and whole, with its gzipped twin where that is worth it. */
async function publish(name: string, bytes: Uint8Array): Promise<void> {
  const path = join(OUT, name)
  await mkdir(dirname(path), { recursive: true })
  const versions = [{ path, bytes }]
  if (COMPRESSIBLE.test(name))
    versions.unshift({ path: `${path}.gz`, bytes: Bun.gzipSync(new Uint8Array(bytes), { level: 9 }) })
  for (const version of versions) {
    const temporary = `${version.path}.${crypto.randomUUID()}.tmp`
    await writeFile(temporary, version.bytes)
    await rename(temporary, version.path)
  }
}

/** A file of this build was written just now, so age alone tells what no page needs any more. */
async function removeOld(): Promise<void> {
  const before = Date.now() - KEPT_MS
  for (const name of await readdir(OUT)) {
    const path = join(OUT, name)
    const found = await stat(path).catch(() => null)
    if (found && found.mtimeMs < before) await rm(path, { recursive: true, force: true })
  }
}

if (import.meta.main) await buildWeb()
