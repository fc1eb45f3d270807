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
import { missingForS3 } from './cluster/start-s3.ts'

const SUITES = ['commands', 'db', 'server', 'workers', 'simulator', 'web', 'bench', 'deploy', 'e2e']
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
  for (const suite of SUITES)
    await runSuite(suite, await filesOf(`${suite}/**/*.test.{ts,tsx}`), engines?.env ?? {})
  if (engines) {
    const files = (await Promise.all(ON_CLUSTER.map(filesOf)))
      .flat()
      .filter((file) => !EMBEDDED_ONLY.test(file))
    await runSuite('what clients see, on the cluster', files, { ...engines.env, TEST_ON: 'cluster' })
  }
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
  const missingS3 = missingForS3()
  if (missingS3) console.log(`\n!! The suite of S3 is SKIPPED: this machine has no ${missingS3}\n`)
  if (missing.length === 0) return startEngines(join(reports, 'engines'))
  console.log(`\n!! The cluster suites are SKIPPED: this machine has no ${missing.join(', ')}\n`)
  return undefined
}

async function filesOf(pattern: string): Promise<string[]> {
  return (await Array.fromAsync(new Bun.Glob(pattern).scan('.'))).sort()
}

async function runSuite(suite: string, files: readonly string[], env: Record<string, string>): Promise<void> {
  if (files.length === 0) return
  console.log(`\n== ${suite}`)
  const report = join(reports, `${suite.replaceAll(/\W/g, '-')}.xml`)
  const options = ['--reporter=junit', `--reporter-outfile=${report}`, `--timeout=${TEST_TIMEOUT_MS}`]
  const run = Bun.spawn(['bun', 'test', ...options, ...files.map((file) => `./${file}`)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  const exitCode = await run.exited
  const counted = await count(report)
  if (exitCode !== 0 && counted.failed === 0) counted.failed = 1
  total.passed += counted.passed
  total.failed += counted.failed
  total.skipped += counted.skipped
}

async function count(report: string): Promise<typeof total> {
  const file = Bun.file(report)
  if (!(await file.exists())) return { passed: 0, failed: 1, skipped: 0 }
  const root = (await file.text()).match(/<testsuites[^>]*>/)?.[0] ?? ''
  const value = (name: string) => Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0)
  const failed = value('failures') + value('errors')
  return { passed: value('tests') - failed - value('skipped'), failed, skipped: value('skipped') }
}
