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

type Suite = { name: string; files: readonly string[]; env: Record<string, string> }

/** Each folder is a suite; the long ones first, so that the lanes end together. */
const FOLDERS = ['server', 'e2e', 'simulator', 'deploy', 'db', 'workers', 'bench', 'commands', 'web']
/** A folder that would keep one lane busy after all others ended goes in parts. */
const FILES_PER_PART: Record<string, number> = { e2e: 3 }
/** By themselves at the end: how soon a cluster works again says nothing on a machine that has more to do. */
const FAULTS = 'e2e/cluster/'
/** So many suites run at a time: much of a test is waiting. */
const LANES = 2
/** What clients see, which must be the same whatever it runs on. */
const ON_CLUSTER = [
  'server/{booking,assignment,availability,communication,pricing,tracking,admin,zones,payments,analytics}/**/*.test.ts',
  'server/identity/*.test.ts',
  'workers/geofences.test.ts',
  'e2e/dashboard.test.ts',
]
/** These look into the embedded adapters themselves. */
const EMBEDDED_ONLY = /keep-tracks\.test\.ts$/
const TEST_TIMEOUT_MS = 60_000
const PIPE_CLOSES_MS = 2_000
/** So much of what led to a failure is said again at the end, where it is looked for. */
const REPEATED_LINES = 40
const failures: string[] = []
const total = { passed: 0, failed: 0, skipped: 0 }

const reports = mkdtempSync(join(tmpdir(), 'hexhaul-reports-'))
let engines: Engines | undefined
try {
  const verify = Bun.spawnSync(['bun', 'commands/verify.ts'], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (verify.exitCode === 0) total.passed++
  else {
    total.failed++
    failures.push('verify failed: what it found is at the beginning')
  }
  engines = await startEnginesIfAny()
  const { beside, alone } = await findSuites(engines)
  await Promise.all(Array.from({ length: LANES }, () => runLane(beside)))
  await runSuite(alone)
} finally {
  await engines?.stop()
  rmSync(reports, { recursive: true, force: true })
}
for (const failure of failures) console.log(`\n${failure}\n`)
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

/** The suites that run beside each other, and the one that runs by itself. */
async function findSuites(engines: Engines | undefined): Promise<{ beside: Suite[]; alone: Suite }> {
  const env = engines?.env ?? {}
  const folders = await Promise.all(
    FOLDERS.map(async (name) => ({ name, files: await filesOf(`${name}/**/*.test.{ts,tsx}`), env })),
  )
  const isFault = (file: string) => file.startsWith(FAULTS)
  const faults = folders.flatMap(({ files }) => files.filter(isFault))
  const beside = folders.flatMap((suite) =>
    partsOf({ ...suite, files: suite.files.filter((file) => !isFault(file)) }),
  )
  if (engines) beside.splice(1, 0, await onCluster(engines))
  return { beside, alone: { name: 'faults of a cluster', files: faults, env } }
}

function partsOf(suite: Suite): Suite[] {
  const { name, files } = suite
  const size = FILES_PER_PART[name] ?? files.length
  if (size >= files.length) return [suite]
  return Array.from({ length: Math.ceil(files.length / size) }, (_, i) => ({
    ...suite,
    name: `${name} ${i + 1}`,
    files: files.slice(i * size, (i + 1) * size),
  }))
}

async function onCluster({ env, apart }: Engines): Promise<Suite> {
  const files = (await Promise.all(ON_CLUSTER.map(filesOf)))
    .flat()
    .filter((file) => !EMBEDDED_ONLY.test(file))
  return {
    name: 'what clients see, on the cluster',
    files,
    env: { ...env, ...apart, TEST_ON: 'cluster' },
  }
}

/** Runs the next suite that waits, until none is left. */
async function runLane(waiting: Suite[]): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) await runSuite(next)
}

async function filesOf(pattern: string): Promise<string[]> {
  return (await Array.fromAsync(new Bun.Glob(pattern).scan('.'))).sort()
}

/** Each line that a suite prints begins with its name: another one prints at the same time. */
async function runSuite({ name, files, env }: Suite): Promise<void> {
  if (files.length === 0) return
  const recent: string[] = []
  const say = (line: string) => {
    const said = `${name} | ${line}`
    console.log(said)
    recent.push(said)
    if (line.startsWith('(fail)')) failures.push(recent.splice(0).join('\n'))
    if (recent.length > REPEATED_LINES) recent.shift()
  }
  say(`runs ${files.length} files`)
  const startedAtMs = performance.now()
  const report = join(reports, `${name.replaceAll(/\W/g, '-')}.xml`)
  const options = ['--reporter=junit', `--reporter-outfile=${report}`, `--timeout=${TEST_TIMEOUT_MS}`]
  const run = Bun.spawn(['bun', 'test', ...options, ...files.map((file) => `./${file}`)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const said = Promise.all([sayLines(run.stdout, say), sayLines(run.stderr, say)])
  const exitCode = await run.exited
  // What a test left behind may hold on to the pipe.
  await Promise.race([said, Bun.sleep(PIPE_CLOSES_MS)])
  const counted = await count(report)
  if (exitCode !== 0 && counted.failed === 0) {
    counted.failed = 1
    failures.push(recent.join('\n'))
  }
  total.passed += counted.passed
  total.failed += counted.failed
  total.skipped += counted.skipped
  say(`took ${Math.round((performance.now() - startedAtMs) / 1_000)} s`)
}

async function sayLines(stream: ReadableStream<Uint8Array>, say: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) say(line)
  }
  if (rest) say(rest)
}

async function count(report: string): Promise<typeof total> {
  const file = Bun.file(report)
  if (!(await file.exists())) return { passed: 0, failed: 1, skipped: 0 }
  const root = (await file.text()).match(/<testsuites[^>]*>/)?.[0] ?? ''
  const value = (name: string) => Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0)
  const failed = value('failures') + value('errors')
  return { passed: value('tests') - failed - value('skipped'), failed, skipped: value('skipped') }
}
