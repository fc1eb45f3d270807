import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../server/config.ts'
import { WORKER_NAMES } from '../../workers/start-workers.ts'

// biome-ignore lint/suspicious/noExplicitAny: the shapes of many kinds, looked into below
type Manifest = any

const API_OF: Record<string, string> = {
  Namespace: 'v1',
  ConfigMap: 'v1',
  Service: 'v1',
  Deployment: 'apps/v1',
  Job: 'batch/v1',
  PodDisruptionBudget: 'policy/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  NetworkPolicy: 'networking.k8s.io/v1',
}
/** What docs/deployment.md asks an operator for. */
const SECRET_KEYS = [
  'database-url',
  'pgbouncer-url',
  'database-host',
  'database-name',
  'database-user',
  'database-password',
  'redis-url',
  'kafka-brokers',
  'jwt-secret',
  'quote-secret',
  'encryption-key',
  'smtp-url',
  's3-access-key-id',
  's3-secret-access-key',
]
const DEPLOY = join(import.meta.dir, '..')
const parse = async (path: string) =>
  [Bun.YAML.parse(await Bun.file(join(DEPLOY, path)).text())].flat() as Manifest[]
const [kustomization] = await parse('kustomization.yaml')
const manifests = (await Promise.all(kustomization.resources.map(parse))).flat() as Manifest[]
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind)
const deployments = ofKind('Deployment').map((manifest) => [manifest.metadata.name, manifest] as const)
const pods = [...ofKind('Deployment'), ...ofKind('Job')].map(
  (manifest) => [manifest.metadata.name, manifest.spec.template] as const,
)
const containersOf = ({ spec }: Manifest): Manifest[] => [...(spec.initContainers ?? []), ...spec.containers]

test('every manifest is listed, of a kind and version that clusters know, and has a name of its own', async () => {
  const files = await Array.fromAsync(new Bun.Glob('kubernetes/*.yaml').scan(DEPLOY))
  expect(kustomization.resources.toSorted()).toEqual(files.toSorted())
  for (const { apiVersion, kind } of manifests)
    expect({ kind, apiVersion }).toEqual({ kind, apiVersion: API_OF[kind] as string })
  const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
  expect(new Set(names).size).toBe(names.length)
  for (const { files } of kustomization.configMapGenerator)
    for (const file of files) expect(existsSync(join(DEPLOY, file.split('=')[1]))).toBe(true)
})

describe.each(pods)('the pods of %s', (_name, template) => {
  test('run without root, privileges and a file system to write', () => {
    expect(template.spec.automountServiceAccountToken).toBe(false)
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(template.spec.securityContext.runAsUser).toBeGreaterThan(0)
    for (const { securityContext } of containersOf(template))
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
  })

  test('mount what they have, take secrets by reference, and say what they need', () => {
    const volumes = template.spec.volumes.map(({ name }: Manifest) => name)
    for (const container of containersOf(template)) {
      expect(container.image).toMatch(/^[\w./-]+:v?[\w.-]+$/)
      for (const mount of container.volumeMounts) expect(volumes).toContain(mount.name)
      expect(container.resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      })
      for (const { name, value, valueFrom } of container.env) {
        if (/SECRET|KEY|PASSWORD|URL|BROKERS/.test(name))
          expect(SECRET_KEYS).toContain(valueFrom.secretKeyRef.key)
        else expect(value ?? valueFrom).toBeDefined()
      }
    }
  })
})

describe.each(deployments)('the deployment %s', (name, { spec }) => {
  test('selects its own pods, is probed on a port that it has, and goes one pod at a time', () => {
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
    for (const { ports, startupProbe, livenessProbe, readinessProbe } of spec.template.spec.containers)
      for (const probe of [startupProbe ?? livenessProbe, livenessProbe, readinessProbe])
        expect(ports.map((port: Manifest) => port.name)).toContain((probe.httpGet ?? probe.tcpSocket).port)
    const budget = ofKind('PodDisruptionBudget').find(({ metadata }) => metadata.name === name)
    expect(budget.spec).toEqual({ maxUnavailable: 1, selector: spec.selector })
    const scaler = ofKind('HorizontalPodAutoscaler').find(({ metadata }) => metadata.name === name)
    expect(scaler?.spec.scaleTargetRef.name ?? name).toBe(name)
    // Replicas that stand in both places would be reset at each apply.
    expect(spec.replicas === undefined).toBe(scaler !== undefined)
    expect(scaler?.spec.minReplicas ?? spec.replicas).toBeGreaterThanOrEqual(2)
  })
})

describe('our own processes', () => {
  const settings = ofKind('ConfigMap').find(({ metadata }) => metadata.name === 'hexhaul').data
  const ours = pods
    .flatMap(([, template]) => containersOf(template))
    .filter(({ image }) => image.startsWith('hexhaul:'))
  const values: Record<string, string> = {
    DATABASE_URL: 'postgres://a:b@c/d',
    KAFKA_BROKERS: 'k:1',
    REDIS_URL: 'redis://r',
    SMTP_URL: 'smtp://m',
  }
  const configOf = ({ env }: Manifest) => {
    const given = env.map(({ name, value }: Manifest) => [name, value ?? values[name] ?? 's'.repeat(40)])
    return readConfig({ ...settings, ...Object.fromEntries(given) })
  }

  test('take their settings, in production', () => {
    for (const container of ours) expect(configOf(container).environment).toBe('production')
  })

  test('are all the workers, and probed for progress and readiness', () => {
    const started = ours.flatMap(({ command }) => (command[1] === 'workers/main.ts' ? command.slice(2) : []))
    expect(started.toSorted()).toEqual(WORKER_NAMES.toSorted())
    for (const container of ours.filter(({ ports }) => ports)) {
      expect(container.livenessProbe.httpGet.path).toBe('/health/live')
      expect(container.readinessProbe.httpGet.path).toBe('/health/ready')
      const { healthPort, port } = configOf(container)
      expect(container.ports[0].containerPort).toBe(healthPort ?? port)
    }
  })

  test('reach PostgreSQL through PgBouncer where sessions do not matter, and itself where they do', () => {
    for (const container of ours) {
      const isServer = container.command[1] === 'server/main.ts'
      const url = container.env.find(({ name }: Manifest) => name === 'DATABASE_URL').valueFrom.secretKeyRef
        .key
      expect({ name: container.name, url }).toEqual({
        name: container.name,
        url: isServer ? 'pgbouncer-url' : 'database-url',
      })
      expect(configOf(container).databasePreparedStatements).toBe(!isServer)
    }
  })
})

test('services lead to ports that pods have, and nobody comes in but to Nginx', () => {
  for (const { spec } of ofKind('Service')) {
    const target = ofKind('Deployment').find(({ metadata }) => metadata.name === spec.selector.app)
    const ports = target.spec.template.spec.containers.flatMap((container: Manifest) => container.ports)
    for (const { targetPort } of spec.ports)
      expect(ports.map(({ name }: Manifest) => name)).toContain(targetPort)
  }
  const open = ofKind('Service').filter(({ spec }) => (spec.type ?? 'ClusterIP') !== 'ClusterIP')
  expect(open.map(({ metadata }) => metadata.name)).toEqual(['nginx'])
  expect(open[0].spec.externalTrafficPolicy).toBe('Local')
  const nobody = ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'nobody')
  expect(nobody.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'], ingress: [] })
})
