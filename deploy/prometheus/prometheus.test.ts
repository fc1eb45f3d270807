import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, runPart } from '../../commands/cluster/run-part.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { readConfig } from '../../server/config.ts'
import { createMetrics } from '../../server/platform/metrics.ts'
import { runServer } from '../../server/run-server.ts'
import { until } from '../../server/testing/create-test-app.ts'

const hasPrometheus = Bun.which('prometheus') !== null && Bun.which('promtool') !== null
if (!hasPrometheus)
  console.log('\n!! Alerts are NOT EVALUATED by Prometheus: this machine has no prometheus\n')

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }
const rulesText = await Bun.file(join(import.meta.dir, 'alerts.yml')).text()
const rules = (Bun.YAML.parse(rulesText) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
)
const dashboards = join(import.meta.dir, '../grafana/dashboards')
const dir = mkdtempSync(join(tmpdir(), 'hexhaul-prometheus-'))
const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
  rmSync(dir, { recursive: true, force: true })
})

type Described = { name: string; type: string; labelNames: readonly string[] }
/** Every series that a process tells of, with the labels it may have. */
const series = new Map(
  (createMetrics().registry.getMetricsAsArray() as unknown as Described[]).flatMap(
    ({ name, type, labelNames }) => {
      const labels = [...(labelNames ?? []), 'instance', 'job']
      const parts = type === 'histogram' ? ['_bucket', '_count', '_sum'] : ['']
      return parts.map((part) => [name + part, part === '_bucket' ? [...labels, 'le'] : labels] as const)
    },
  ),
)
series.set('up', ['instance', 'job'])

/** What of an expression no process would answer. */
function unknownIn(expr: string): string[] {
  const names = expr.match(/\b(?:hexhaul|process|nodejs)_\w+|\bup\b/g) ?? []
  const known = [...new Set(names.flatMap((name) => series.get(name) ?? []))]
  const inBraces = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, text]) => [
    ...(text as string).matchAll(/(\w+)\s*[=!]~?"|(\w+)\s*=/g),
  ])
  const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, text]) =>
    (text as string).split(/,\s*/),
  )
  const labels = [...inBraces.map(([, a, b]) => (a ?? b) as string), ...grouped]
  const isNothing = names.length === 0 ? ['no metric at all'] : []
  return [
    ...isNothing,
    ...names.filter((name) => !series.has(name)),
    ...labels.filter((label) => !known.includes(label)),
  ]
}

test.each(rules.map((rule) => [rule.alert, rule] as const))(
  'the alert %s asks for what is told',
  (_name, rule) => {
    expect(unknownIn(rule.expr)).toEqual([])
    expect(['page', 'ticket']).toContain(rule.labels.severity)
  },
)

test('a metric or label that nobody tells of is found', () => {
  expect(unknownIn('rate(hexhaul_gone_total[5m])')).toEqual(['hexhaul_gone_total'])
  expect(unknownIn('sum by (colour) (hexhaul_event_lag)')).toEqual(['colour'])
  expect(unknownIn('hexhaul_event_lag{shape="round"}')).toEqual(['shape'])
})

describe.each(await Array.fromAsync(new Bun.Glob('*.json').scan(dashboards)))('the dashboard %s', (file) => {
  test('asks for what is told, from the data source that is provided', async () => {
    const { panels, uid } = await Bun.file(join(dashboards, file)).json()
    expect(uid).toStartWith('hexhaul-')
    const ids = panels.map(({ id }: { id: number }) => id)
    expect(new Set(ids).size).toBe(panels.length)
    for (const { title, datasource, targets } of panels) {
      expect(datasource.uid).toBe('prometheus')
      for (const { expr } of targets)
        expect({ title, unknown: unknownIn(expr) }).toEqual({ title, unknown: [] })
    }
  })
})

describe.skipIf(!hasPrometheus)('Prometheus itself', () => {
  test('takes the configuration and the alerts', () => {
    const run = Bun.spawnSync(['promtool', 'check', 'config', join(import.meta.dir, 'prometheus.yml')])
    expect(String(run.stdout)).toContain(`${rules.length} rules found`)
    expect(run.exitCode).toBe(0)
  })

  test('raises and leaves the alerts as the figures say', async () => {
    const tests = await Bun.file(join(import.meta.dir, 'alerts.test.yml')).text()
    await Bun.write(join(dir, 'alerts.yml'), rulesText)
    await Bun.write(join(dir, 'alerts.test.yml'), tests)
    const run = Bun.spawnSync(['promtool', 'test', 'rules', join(dir, 'alerts.test.yml')])
    expect(`${run.stdout}${run.stderr}`).toContain('SUCCESS')
    expect(run.exitCode).toBe(0)
  })

  test('scrapes a real server', async () => {
    const database = await createTestDatabase()
    stops.push(database.close)
    const base = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' })
    const server = await runServer({ ...base, databaseUrl: database.url })
    stops.push(() => server.stop())
    const [port] = (await freePorts(1)) as [number]
    const text = await Bun.file(join(import.meta.dir, 'prometheus.yml')).text()
    const target = `targets: ['127.0.0.1:${new URL(server.url).port}']`
    const config = text.replaceAll('10s', '1s').replace(/targets: \[.*server-1.*\]/, target)
    expect(config).toContain(target)
    mkdirSync(join(dir, 'data'))
    await Bun.write(join(dir, 'alerts.yml'), rulesText)
    await Bun.write(join(dir, 'prometheus.yml'), config.replace(/\n {2}- job_name: worker[\s\S]*$/, '\n'))
    const url = `http://127.0.0.1:${port}`
    const prometheus = await runPart({
      name: 'prometheus',
      command: [
        'prometheus',
        `--config.file=${join(dir, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      logFile: join(dir, 'prometheus.log'),
      isReady: async () => (await fetch(`${url}/-/ready`)).ok,
      deadlineMs: 20_000,
    })
    stops.push(prometheus.stop)
    const ask = async (query: string) => {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`)
      return (await answer.json()).data.result
    }
    await until(async () => (await ask('up{job="server"} == 1')).length > 0)
    expect(await ask('hexhaul_index_drivers')).toHaveLength(1)
    await until(async () => (await ask('ALERTS{alertname="NoTicks"}')).length > 0)
    // Before its first scrape Prometheus knows of no server.
    await until(async () => (await ask('ALERTS{alertname="NoServer"}')).length === 0)
  })
})
