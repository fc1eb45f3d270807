import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

const ROOT = join(import.meta.dir, '..')
const OUT = join(ROOT, 'web/dist')
/**
 * MapLibre's published bundles hold what the map and its worker share twice, a quarter of the first load. From the sources
 * of the same package the bundler puts it into one file that both import.
 */
const MAPLIBRE = join(ROOT, 'node_modules/maplibre-gl/src')
const MAP_WORKER = join(MAPLIBRE, 'source/worker.ts')
/** Its classes set fields from their parents' constructors, which fields by the language's own rule would overwrite. */
const mapTranspiler = new Bun.Transpiler({
  loader: 'ts',
  target: 'browser',
  trimUnusedImports: true,
  tsconfig: { compilerOptions: { useDefineForClassFields: false } },
})
const mapFromSources: Bun.BunPlugin = {
  name: 'maplibre-gl from its sources',
  setup(build) {
    build.onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: join(MAPLIBRE, 'index.ts') }))
    build.onLoad({ filter: /maplibre-gl\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: await mapTranspiler.transform(await Bun.file(path).text()),
      loader: 'js',
    }))
  },
}
/** Files of earlier builds stay for pages that are open still and load their parts late. */
const KEPT_MS = 24 * 3_600_000
const COMPRESSIBLE = /\.(js|mjs|css|html|svg)$/

/**
 * Bundles the dashboard into web/dist, each file under a name with the hash of its content, index.html last: whoever reads
 * meanwhile, or builds too, finds a whole dashboard. @throws AggregateError with what does not build.
 */
export async function buildWeb(): Promise<void> {
  const { outputs } = await Bun.build({
    entrypoints: [join(ROOT, 'web/index.html'), MAP_WORKER],
    target: 'browser',
    minify: true,
    splitting: true,
    publicPath: '/assets/',
    naming: '[name]-[hash].[ext]',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [mapFromSources],
  })
  const files = new Map<string, Uint8Array>()
  for (const output of outputs)
    files.set(output.path.replace(/^\.?\//, ''), new Uint8Array(await output.arrayBuffer()))
  const nameOf = (kind: RegExp) => {
    const name = [...files.keys()].find((each) => kind.test(each))
    if (!name) throw new Error(`the build made nothing that is named like ${kind}`)
    return name
  }
  const pageName = nameOf(/^index-\w+\.html$/)
  const page = new TextDecoder()
    .decode(files.get(pageName))
    .replace('MAP_WORKER', `/assets/${nameOf(/^worker-\w+\.js$/)}`)
  files.delete(pageName)
  await mkdir(OUT, { recursive: true })
  await Promise.all([...files].map(([name, bytes]) => publish(name, bytes)))
  await publish('index.html', new TextEncoder().encode(page))
  await removeOld()
}

/** A tenth smaller than gzip's best, and done in a moment; the very best takes seconds of each start. */
const brotli = (bytes: Uint8Array) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })

/** Puts a file in its place at once and whole, with its compressed twins where that is worth it. */
async function publish(name: string, bytes: Uint8Array): Promise<void> {
  const path = join(OUT, name)
  await mkdir(dirname(path), { recursive: true })
  const versions = [{ path, bytes }]
  if (COMPRESSIBLE.test(name))
    versions.unshift(
      { path: `${path}.br`, bytes: brotli(bytes) },
      { path: `${path}.gz`, bytes: Bun.gzipSync(new Uint8Array(bytes), { level: 9 }) },
    )
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
