import { describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../server/config.ts'
import { LIMITS, scaledLimit } from '../server/platform/http/access.ts'
import { makeSelfSigned } from '../server/testing/self-signed.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'
import { WORKER_NAMES } from '../workers/start-workers.ts'

type Service = {
  image: string
  user: string
  read_only: boolean
  cap_drop: string[]
  security_opt: string[]
  restart: string
  networks: string[]
  profiles?: string[]
  command?: string[]
  ports?: string[]
  volumes?: string[]
  environment?: Record<string, unknown>
  healthcheck?: { test?: string[]; disable?: boolean }
  depends_on?: Record<string, { condition: string }>
  build?: unknown
}
type Compose = {
  services: Record<string, Service>
  volumes: object
  networks: Record<string, { internal?: boolean }>
}

const ROOT = join(import.meta.dir, '..')
const read = (path: string) => Bun.file(join(ROOT, path)).text()
const source = await read('docker-compose.yml')
const { services, volumes, networks } = Bun.YAML.parse(source) as Compose
const all = Object.entries(services)
const demo = Object.fromEntries(
  (await read('deploy/demo.env'))
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => line.split('=') as [string, string]),
)
/** As Compose fills in names: a value, else the default. */
const filled = (text: string, values: Record<string, string>) =>
  text.replaceAll(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_all, name, otherwise = '') => values[name] ?? otherwise)
const environmentOf = (name: string, values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [
      key,
      filled(String(value), values),
    ]),
  )

describe.each(all)('the service %s', (_name, service) => {
  test('is of a version that does not move', () => {
    if (service.build) expect(service.image).toStartWith('hexhaul:')
    else expect(service.image).toMatch(/^[\w/-]+:v?\d+\.\d+(\.\d+)?(-[\w.]+)?$/)
  })

  test('runs without root, without capabilities and on a file system that it cannot write', () => {
    expect(service.user).toMatch(/^(?!root|0)\w+/)
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
    expect(service.read_only).toBe(service.image.startsWith('apache/kafka') === false)
  })

  test('is asked for its health, unless it ends by itself', () => {
    // The image of ours brings its own check; what runs to its end, and the simulator, turn it off.
    const isTask = service.restart === 'on-failure' || service.profiles !== undefined
    if (isTask) expect(service.healthcheck?.disable).toBe(true)
    else if (!service.build) expect(service.healthcheck?.test?.length).toBeGreaterThan(1)
  })

  test('waits for what is there, until it is healthy or done', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const isTask = services[other]?.restart === 'on-failure'
      expect({ other, condition }).toEqual({
        other,
        condition: isTask ? 'service_completed_successfully' : 'service_healthy',
      })
    }
    for (const network of service.networks) expect(Object.keys(networks)).toContain(network)
  })

  test('mounts only what is there', () => {
    for (const volume of service.volumes ?? []) {
      const from = volume.split(':')[0] as string
      const isThere = from.startsWith('.')
        ? existsSync(join(ROOT, from))
        : Object.keys(volumes).includes(from)
      expect({ from, isThere }).toEqual({ from, isThere: true })
    }
  })
})

describe('the whole', () => {
  test('has no secret that it would start with by itself', () => {
    const withDefault = [...source.matchAll(/\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)(:-[^}]*)?\}/g)].filter(
      ([, , value]) => value,
    )
    expect(withDefault).toEqual([])
    for (const name of [
      'POSTGRES_PASSWORD',
      'REDIS_PASSWORD',
      'JWT_SECRET',
      'QUOTE_SECRET',
      'ENCRYPTION_KEY',
      'GRAFANA_PASSWORD',
    ])
      expect(source).toContain(`\${${name}:?`)
  })

  test('opens nothing to the world but Nginx, and keeps the engines where nothing reaches them', () => {
    expect(networks.inside?.internal).toBe(true)
    const open = all.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:')))
    expect(open.map(([name]) => name)).toEqual(['nginx'])
    for (const name of ['postgres', 'redis', 'kafka', 'pgbouncer'])
      expect(services[name]?.networks).toEqual(['inside'])
  })

  test('starts every worker, and more than one where markets are divided', () => {
    const started = all.flatMap(([, { command = [] }]) =>
      command[1] === 'workers/main.ts' ? command.slice(2) : [],
    )
    expect(new Set(started)).toEqual(new Set(WORKER_NAMES))
    expect(started.filter((name) => name === 'dispatch').length).toBeGreaterThan(1)
  })

  test('has servers and maintenance keep proofs in one place that they can write, or in a bucket in the world', async () => {
    const keepers = all.filter(
      ([, { command, environment = {} }]) => environment.PORT || command?.includes('maintenance'),
    )
    expect(keepers.map(([name]) => name)).toEqual(['server-1', 'server-2', 'worker-upkeep'])
    for (const [name, service] of keepers) {
      const { dataDir } = readConfig(environmentOf(name, demo))
      expect(service.volumes).toContain(`proofs:${dataDir}`)
      expect(await read('deploy/Dockerfile')).toContain(
        `RUN install -d -o ${service.user} -g bun ${dataDir}\n`,
      )
      expect(service.networks.some((network) => !networks[network]?.internal)).toBe(true)
    }
  })

  test('sends servers through PgBouncer and everything that needs its own session past it', () => {
    for (const [name, { build, command }] of all) {
      const url = environmentOf(name, demo).DATABASE_URL
      if (!build || url === undefined) continue
      expect({ name, host: new URL(url).hostname }).toEqual({
        name,
        host: command ? 'postgres' : 'pgbouncer',
      })
      expect(readConfig(environmentOf(name, demo)).databasePreparedStatements).toBe(command !== undefined)
    }
  })

  test('is configured as the server reads it, and refuses the secrets of the demonstration in production', () => {
    const secrets = { JWT_SECRET: 'j', QUOTE_SECRET: 'q', ENCRYPTION_KEY: 'e' }
    const longSecrets = Object.entries(secrets).map(([name, letter]) => [name, letter.repeat(64)])
    const own = { ...demo, NODE_ENV: 'production', ...Object.fromEntries(longSecrets) }
    for (const [name, { build, profiles }] of all.filter(([, service]) => service.build)) {
      if (!build || profiles) continue
      expect(readConfig(environmentOf(name, own)).kafkaBrokers).toBe('kafka:9092')
      expect(() => readConfig(environmentOf(name, { ...demo, NODE_ENV: 'production' }))).toThrow(
        'must be set in production',
      )
    }
  })

  test('hands on what the books of a company are kept by', () => {
    const own = { ...demo, COMMISSION_PERMILLE: '150', INVOICE_COMPANY: 'ACME' }
    for (const [name, { environment }] of all.filter(([, service]) => service.build))
      if (environment?.DATABASE_URL)
        expect(readConfig(environmentOf(name, own))).toMatchObject({
          commissionPermille: 150,
          invoiceCompany: 'ACME',
        })
  })

  test('lets a whole simulated city in from one address, and nobody else', () => {
    const { RATE_LIMIT_SCALE: _, ...own } = demo
    for (const name of ['server-1', 'server-2']) {
      const { perMinute } = scaledLimit(LIMITS.signIn, readConfig(environmentOf(name, demo)).rateLimitScale)
      expect(perMinute).toBeGreaterThan(DEFAULT_OPTIONS.drivers)
      expect(readConfig(environmentOf(name, own)).rateLimitScale).toBe(1)
    }
  })

  test('has Prometheus ask every server and worker', async () => {
    const { scrape_configs } = Bun.YAML.parse(await read('deploy/prometheus/prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[]
    }
    const targets = scrape_configs.flatMap(({ static_configs }) =>
      static_configs.flatMap((config) => config.targets),
    )
    const ours = all.filter(
      ([, { environment = {}, build }]) => build && (environment.HEALTH_PORT ?? environment.PORT),
    )
    const expected = ours.map(
      ([name, { environment }]) => `${name}:${environment?.HEALTH_PORT ?? environment?.PORT}`,
    )
    expect(new Set(targets)).toEqual(new Set(expected))
  })

  test.skipIf(!Bun.which('nginx'))(
    'gives Nginx a configuration that it takes, with TLS and without',
    async () => {
      const dir = mkdtempSync(join(tmpdir(), 'hexhaul-compose-'))
      const { certFile, keyFile } = makeSelfSigned(dir)
      const tls = (Bun.YAML.parse(await read('deploy/compose.tls.yml')) as Compose).services.nginx
        ?.environment
      const template = await read('deploy/nginx/hexhaul.conf.template')
      for (const more of [{}, tls as Record<string, string>]) {
        const values = { ...environmentOf('nginx', {}), ...more } as Record<string, string>
        const text = filled(template, values)
          .replaceAll(/server-\d:/g, '127.0.0.1:')
          .replace('/etc/nginx/tls/tls.crt', certFile)
          .replace('/etc/nginx/tls/tls.key', keyFile)
        expect(text).not.toMatch(/\$\{/)
        await Bun.write(join(dir, 'nginx.conf'), `pid ${dir}/pid; events {} http { access_log off; ${text} }`)
        const run = Bun.spawnSync([
          'nginx',
          '-t',
          '-p',
          dir,
          '-c',
          join(dir, 'nginx.conf'),
          '-e',
          join(dir, 'error.log'),
        ])
        expect(String(run.stderr)).toContain('test is successful')
      }
      rmSync(dir, { recursive: true })
    },
  )
})
