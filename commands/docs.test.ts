import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LEGAL_MOVES } from '../server/booking/states.ts'
import { createMetrics } from '../server/platform/metrics.ts'
import { WORKER_NAMES } from '../workers/start-workers.ts'

/* What the pages name is there: files, links, tests, moves, figures, alerts, workers. */
const read = (path: string) => Bun.file(path).text()
const paths = ['README.md', ...(await Array.fromAsync(new Bun.Glob('docs/**/*.md').scan('.')))]
const pages = await Promise.all(paths.sort().map(async (path) => ({ path, text: await read(path) })))
const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, found]) => found as string)

describe.each(pages)('$path', ({ path, text }) => {
  test('names files that are there', () => {
    const named = matches(
      text,
      /`((?:bench|commands|db|deploy|docs|e2e|patches|server|simulator|web|workers)\/[\w./@-]+)`/g,
    )
    expect(named.filter((file) => !existsSync(file))).toEqual([])
  })

  test('links to pages and headings that are there', async () => {
    const links = matches(text, /\]\((?!https?:)([^)\s]+)\)/g)
    const broken = await Promise.all(
      links.map(async (link) => {
        const [file, heading] = link.split('#') as [string, string?]
        const target = file === '' ? path : join(dirname(path), file)
        if (!existsSync(target)) return link
        return heading && !slugs(await read(target)).includes(heading) ? link : ''
      }),
    )
    expect(broken.filter(Boolean)).toEqual([])
  })
})

/** The anchors of a page's headings, as they are made where the pages are shown. */
const slugs = (text: string) =>
  matches(text, /^#+ (.+)$/gm).map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

describe('the architecture', () => {
  const architecture = () => read('docs/architecture.md')

  test('quotes the tests that prove its invariants by their names', async () => {
    const rows = matches(await architecture(), /^\| \d+ \|.*\| ([^|]*) \|$/gm)
    expect(rows.length).toBeGreaterThanOrEqual(10)
    const quoted = rows.flatMap((row) =>
      [...row.matchAll(/`([^`]+)`((?:,? \*[^*]+\*)*)/g)].flatMap(([, file, names]) =>
        matches(names as string, /\*([^*]+)\*/g).map((name) => ({ file: file as string, name })),
      ),
    )
    expect(quoted.length).toBeGreaterThanOrEqual(rows.length)
    for (const { file, name } of quoted) expect(await read(file), file).toContain(name)
  })

  test('draws the moves that are legal, and no other', async () => {
    const drawn = matches(await architecture(), /^ {2}(\w+ --> \w+)$/gm)
    const legal = Object.entries(LEGAL_MOVES).flatMap(([from, all]) => all.map((to) => `${from} --> ${to}`))
    expect(drawn.sort()).toEqual(legal.sort())
  })

  test('tells of every worker', async () => {
    const told = matches(await architecture(), /^\| `([\w-]+)` \| `workers\//gm)
    expect(told.sort()).toEqual([...WORKER_NAMES].sort())
  })
})

describe('the runbook', () => {
  const runbook = () => read('docs/runbook.md')

  test('tells of every figure with its labels, and of no other', async () => {
    const told = [...(await runbook()).matchAll(/^\| `(hexhaul_\w+)` \| ([^|]*)\|/gm)].map(
      ([, name, labels]) => ({ name, labels: matches(labels as string, /`(\w+)`/g) }),
    )
    const metrics = createMetrics().registry.getMetricsAsArray() as unknown as {
      name: string
      labelNames: string[]
    }[]
    const kept = metrics.filter(({ name }) => name.startsWith('hexhaul_'))
    expect(told).toEqual(kept.map(({ name, labelNames }) => ({ name, labels: labelNames })))
  })

  test('says what to do at every alert', async () => {
    const alerts = matches(await read('deploy/prometheus/alerts.yml'), /- alert: (\w+)/g)
    expect(alerts.length).toBeGreaterThan(5)
    const text = await runbook()
    expect(alerts.filter((alert) => !text.includes(`\`${alert}\``))).toEqual([])
  })
})
