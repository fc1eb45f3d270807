/*
 * Everything that proves the project, and one closing line over all of it. A suite counts by its JUnit report, so that a
 * crash without a report is a failure and not a silence.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SUITES = ['commands', 'db', 'server', 'workers', 'simulator', 'web', 'bench', 'e2e']
const TEST_TIMEOUT_MS = 60_000
const total = { passed: 0, failed: 0, skipped: 0 }

const verify = Bun.spawnSync(['bun', 'commands/verify.ts'], { stdio: ['ignore', 'inherit', 'inherit'] })
if (verify.exitCode === 0) total.passed++
else total.failed++

const reports = mkdtempSync(join(tmpdir(), 'hexhaul-reports-'))
for (const suite of SUITES) {
  const files = await Array.fromAsync(new Bun.Glob(`${suite}/**/*.test.{ts,tsx}`).scan('.'))
  if (files.length === 0) continue
  console.log(`\n== ${suite}`)
  const report = join(reports, `${suite}.xml`)
  const options = ['--reporter=junit', `--reporter-outfile=${report}`, `--timeout=${TEST_TIMEOUT_MS}`]
  const run = Bun.spawn(['bun', 'test', ...options, ...files.map((file) => `./${file}`)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const exitCode = await run.exited
  const counted = await count(report)
  if (exitCode !== 0 && counted.failed === 0) counted.failed = 1
  total.passed += counted.passed
  total.failed += counted.failed
  total.skipped += counted.skipped
}
rmSync(reports, { recursive: true, force: true })

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)

async function count(report: string): Promise<typeof total> {
  const file = Bun.file(report)
  if (!(await file.exists())) return { passed: 0, failed: 1, skipped: 0 }
  const root = (await file.text()).match(/<testsuites[^>]*>/)?.[0] ?? ''
  const value = (name: string) => Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0)
  const failed = value('failures') + value('errors')
  return { passed: value('tests') - failed - value('skipped'), failed, skipped: value('skipped') }
}
