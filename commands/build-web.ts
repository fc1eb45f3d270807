import { copyFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dir, '..')
const OUT = join(ROOT, 'web/dist')
/** The map's worker and what it imports; the browser loads them by these names. */
const WORKER_FILES = ['maplibre-gl-worker.mjs', 'maplibre-gl-shared.mjs']

/** Bundles the dashboard into web/dist. @throws AggregateError with what does not build. */
export async function buildWeb(): Promise<void> {
  await rm(OUT, { recursive: true, force: true })
  await Bun.build({
    entrypoints: [join(ROOT, 'web/index.html')],
    outdir: OUT,
    target: 'browser',
    minify: true,
    splitting: true,
    publicPath: '/assets/',
    naming: { entry: '[name].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const from = dirname(Bun.resolveSync('maplibre-gl/dist/maplibre-gl-worker.mjs', ROOT))
  await Promise.all(WORKER_FILES.map((name) => copyFile(join(from, name), join(OUT, name))))
}

if (import.meta.main) await buildWeb()
