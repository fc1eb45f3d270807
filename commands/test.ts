/*
 * Everything that proves the project, and one closing line over all of it. A suite counts by its JUnit report, so that a
 * crash without a report is a failure and not a silence. Where the engines of a cluster are installed, the adapters are
 * held to their contracts on them, and the API's own suites run a second time with every process on those engines.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingEngines } from './cluster/missing-engines.ts'
import { missingForOsrm } from './cluster/osrm-programs.ts'
import { type Engines, startEngines } from './cluster/start-engines.ts'

/** Two lanes share the machine: much of a test is waiting. What is dear in the one does not stand in the way of the other. */
const SUITES = ['server', 'commands', 'db', 'workers', 'simulator', 'web', 'bench', 'deploy']
const BESIDE = ['e2e']
/** What clients see, which must be the same whatever it runs on. */
const ON_CLUSTER = [
  'server/{booking,assignment,availability,communication,pricing,tracking,admin}/**/*.test.ts',
  'server/identity/*.test.ts',
  'e2e/{dashboard,docs}.test.ts',
]
/** These look into the embedded adapters themselves. */
const EMBEDDED_ONLY = /keep-tracks\.test\.ts$/
const TEST_TIMEOUT_MS = 60_000
const total = { passed: 0, failed: 0, skipped: 0 }

const reports = mkdtempSync(join(tmpdir(), 'hexhaul-reports-'))
let engines: Engines | undefined
try {
  const verify = Bun.spawnSync(['bun', 'commands/verify.ts'], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (verify.exitCode === 0) total.passed++
  else total.failed++
  engines = await startEnginesIfAny()
  await Promise.all([runSuites(SUITES), engines && runOnCluster(engines).then(() => runSuites(BESIDE))])
  if (!engines) await runSuites(BESIDE)
} finally {
  await engines?.stop()
  rmSync(reports, { recursive: true, force: true })
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)

async function startEnginesIfAny(): Promise<Engines | undefined> {
  const missing = missingEngines()
  const missingOsrm = missingForOsrm()
  if (missingOsrm) console.log(`\n!! The suite of OSRM is SKIPPED: this machine has no ${missingOsrm}\n`)
  if (missing.length === 0) return startEngines(join(reports, 'engines'))
  console.log(`\n!! The cluster suites are SKIPPED: this machine has no ${missing.join(', ')}\n`)
  return undefined
}

async function runSuites(suites: readonly string[]): Promise<void> {
  for (const suite of suites)
    await runSuite(suite, await filesOf(`${suite}/**/*.test.{ts,tsx}`), engines?.env ?? {})
}

async function runOnCluster({ env, apart }: Engines): Promise<void> {
  const files = (await Promise.all(ON_CLUSTER.map(filesOf)))
    .flat()
    .filter((file) => !EMBEDDED_ONLY.test(file))
  await runSuite('what clients see, on the cluster', files, { ...env, ...apart, TEST_ON: 'cluster' })
}

async function filesOf(pattern: string): Promise<string[]> {
  return (await Array.fromAsync(new Bun.Glob(pattern).scan('.'))).sort()
}

/** What a suite prints comes as a whole at its end, so that the lanes' lines do not mix. */
async function runSuite(suite: string, files: readonly string[], env: Record<string, string>): Promise<void> {
  if (files.length === 0) return
  console.log(`${suite}: runs ${files.length} files`)
  const startedAtMs = performance.now()
  const report = join(reports, `${suite.replaceAll(/\W/g, '-')}.xml`)
  const printed = Bun.file(`${report}.log`)
  const options = ['--reporter=junit', `--reporter-outfile=${report}`, `--timeout=${TEST_TIMEOUT_MS}`]
  const run = Bun.spawn(['bun', 'test', ...options, ...files.map((file) => `./${file}`)], {
    stdio: ['ignore', printed, printed],
    env: { ...process.env, ...env },
  })
  const exitCode = await run.exited
  const counted = await count(report)
  if (exitCode !== 0 && counted.failed === 0) counted.failed = 1
  total.passed += counted.passed
  total.failed += counted.failed
  total.skipped += counted.skipped
  const tookS = Math.round((performance.now() - startedAtMs) / 1_000)
  console.log(`\n== ${suite}: ${tookS} s\n${await printed.text()}`)
}

async function count(report: string): Promise<typeof total> {
  const file = Bun.file(report)
  if (!(await file.exists())) return { passed: 0, failed: 1, skipped: 0 }
  const root = (await file.text()).match(/<testsuites[^>]*>/)?.[0] ?? ''
  const value = (name: string) => Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0)
  const failed = value('failures') + value('errors')
  return { passed: value('tests') - failed - value('skipped'), failed, skipped: value('skipped') }
}
