import { parseArgs } from 'node:util'
import { analyticsSuite } from './analytics/suite.ts'
import { endOnSignals } from './cleanup.ts'
import { engineVersions } from './cluster/engine-versions.ts'
import { clusterSuite } from './cluster/suite.ts'
import { coreSuite } from './core.ts'
import { engineSuite } from './engine/suite.ts'
import { writePage } from './engine/write-page.ts'
import { mapSuite } from './map/suite.ts'
import { describeMachine, Report, save, say } from './report.ts'
import { stopsSuite } from './stops/suite.ts'
import { zonesSuite } from './zones/suite.ts'

const HELP = `bun run bench [core|cluster|engine|zones|stops|analytics|map] [--quick] [--only part] [--bookings n]
Measures over loopback and writes bench/results/<suite>.json.
  core      the whole embedded stack: start, memory, load
  cluster   on Kafka, Redis, PostgreSQL and Nginx: flow, events, latency, positions, warm-up
  engine    driver index, matching and dispatch beside others; fills the tables of docs/engine.md
  zones     which zones a position is in, beside an R-tree and a look at every box
  stops     the best order of stops beside others
  analytics 5 million bookings, or --bookings: counting them, and what the analytics are asked
  map       frames of the live map with 10,000 moving drivers in a browser, and what half an hour leaves behind
--quick is short and small, to see that it runs; it and --only print their figures and write nothing.`
const SUITES = {
  core: coreSuite,
  cluster: clusterSuite,
  engine: engineSuite,
  zones: zonesSuite,
  stops: stopsSuite,
  map: mapSuite,
  analytics: (report: Report, isQuick: boolean) =>
    analyticsSuite(report, isQuick, values.bookings === undefined ? undefined : Number(values.bookings)),
}

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    bookings: { type: 'string' },
    help: { type: 'boolean' },
  },
  allowPositionals: true,
})
const isQuick = values.quick === true
const [name = 'core', ...others] = positionals
const report = new Report()
const suite = Object.hasOwn(SUITES, name) ? SUITES[name as keyof typeof SUITES](report, isQuick) : {}
const hasPart = values.only === undefined || values.only in suite
if (values.help || others.length > 0 || !Object.hasOwn(SUITES, name) || !hasPart) {
  console.log(HELP)
  process.exit(values.help ? 0 : 1)
}
const machine = { ...(await describeMachine(isQuick)), ...(name === 'cluster' && (await engineVersions())) }
await endOnSignals(async () => {
  for (const [part, measure] of Object.entries(suite)) {
    if (values.only !== undefined && part !== values.only) continue
    say(part)
    await measure()
  }
})
report.print(machine)
if (!isQuick && values.only === undefined) {
  console.log(`written to ${await save(name, machine, report)}`)
  if (name === 'engine') await writePage()
}
process.exit(0)
