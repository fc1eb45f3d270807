import { ConfigError, type Env } from './config-error.ts'
import {
  brokers,
  type MapStyle,
  mail,
  mapStyle,
  origins,
  publicUrl,
  topicPrefix,
  url,
  urls,
} from './read-addresses.ts'
import { readS3, type S3Settings } from './read-s3.ts'
import { choice, isTrue, number, secret, text } from './read-values.ts'

export { ConfigError } from './config-error.ts'

/** Everything that can be set from outside, read and checked once at the start. */
export type Config = {
  environment: 'development' | 'production' | 'test'
  host: string
  port: number
  /** Where people reach the API, without a slash at the end: what links begin with. */
  publicUrl: string
  databaseUrl: string | undefined
  databasePoolMax: number
  /** False behind a PgBouncer that hands each transaction another session. */
  databasePreparedStatements: boolean
  /** Set, the server itself speaks TLS. */
  tls: { certFile: string; keyFile: string } | undefined
  /** Redis, or several addresses of a Redis Cluster. */
  redisUrl: string | undefined
  /** host:port, several separated by commas. */
  kafkaBrokers: string | undefined
  kafkaTopicPrefix: string
  kafkaReplicas: number
  osrmUrl: string | undefined
  dataDir: string
  /** Where proofs of delivery are stored; without it, in the data folder. */
  s3: S3Settings | undefined
  jwtSecret: string
  quoteSecret: string
  /** Encrypts what is kept secret in the database. */
  encryptionKey: string
  /** With credentials; unset, no mail is sent. */
  smtpUrl: string | undefined
  mailFrom: string
  /** For development: webhooks may go to hosts of the private network, and without TLS. */
  webhooksAllowPrivate: boolean
  webhooksAllowHttp: boolean
  accessTokenTtlS: number
  refreshTokenTtlS: number
  corsOrigins: string[]
  trustProxy: boolean
  bodyMaxBytes: number
  rateLimitScale: number
  trackRetentionDays: number
  eventRetentionDays: number
  estimateRetentionDays: number
  decisionRetentionDays: number
  surgeRetentionDays: number
  notificationRetentionDays: number
  visitRetentionDays: number
  proofRetentionDays: number
  cellRetentionDays: number
  maxSpeedMps: number
  offerTtlMs: number
  searchTimeoutMs: number
  /** A scheduled booking is searched for this long before its driver would have to set off, never later than the lead. */
  scheduleMarginMs: number
  scheduleLeadMinMs: number
  /** How long a due booking waits for the driver who has committed to it. */
  commitmentGraceMs: number
  tickMs: number
  /** What is not matched exactly by then is matched greedily. */
  matchDeadlineMs: number
  surgeIntervalMs: number
  /** The platform's share of fares in thousandths, where no terms of the market and class say otherwise. */
  commissionPermille: number
  /** Who issues invoices, as their numbers begin. */
  invoiceCompany: string
  baseMapFile: string | undefined
  /** Any style of MapLibre instead of the dashboard's own. */
  mapStyle: MapStyle | undefined
  healthPort: number | undefined
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

function tlsFiles(env: Env): Config['tls'] {
  const [certFile, keyFile] = [env.TLS_CERT_FILE?.trim(), env.TLS_KEY_FILE?.trim()]
  if (!certFile && !keyFile) return undefined
  if (!certFile || !keyFile) throw new ConfigError('TLS_CERT_FILE and TLS_KEY_FILE must be set together')
  return { certFile, keyFile }
}

/** What goes out to mailboxes and other systems. */
function outgoing(env: Env, isProduction: boolean) {
  const webhooksAllowPrivate = isTrue(env, 'WEBHOOKS_ALLOW_PRIVATE', 'false')
  if (isProduction && webhooksAllowPrivate)
    throw new ConfigError('WEBHOOKS_ALLOW_PRIVATE must not be true in production')
  return {
    ...mail(env),
    webhooksAllowPrivate,
    webhooksAllowHttp: isTrue(env, 'WEBHOOKS_ALLOW_HTTP', isProduction ? 'false' : 'true'),
  }
}

/** Reads the configuration from `env`. @throws ConfigError for the first value that is missing or bad. */
export function readConfig(env: Env): Config {
  const environment = choice(env, 'NODE_ENV', ['development', 'production', 'test'], 'development')
  const isProduction = environment === 'production'
  const port = number(env, 'PORT', 8000, 0, 65_535)
  const tls = tlsFiles(env)
  return {
    environment,
    host: text(env, 'HOST', isProduction ? '0.0.0.0' : '127.0.0.1'),
    port,
    publicUrl: publicUrl(env, `${tls ? 'https' : 'http'}://localhost:${port}`),
    databaseUrl: url(env, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    databasePoolMax: number(env, 'DATABASE_POOL_MAX', 16, 2, 200),
    databasePreparedStatements: isTrue(env, 'DATABASE_PREPARED_STATEMENTS', 'true'),
    tls,
    redisUrl: urls(env, 'REDIS_URL', ['redis:', 'rediss:']),
    kafkaBrokers: brokers(env, 'KAFKA_BROKERS'),
    kafkaTopicPrefix: topicPrefix(env, 'KAFKA_TOPIC_PREFIX'),
    kafkaReplicas: number(env, 'KAFKA_REPLICAS', 1, 1, 9),
    osrmUrl: url(env, 'OSRM_URL', ['http:', 'https:']),
    s3: readS3(env),
    dataDir: text(env, 'DATA_DIR', '.data'),
    jwtSecret: secret(env, 'JWT_SECRET', isProduction),
    quoteSecret: secret(env, 'QUOTE_SECRET', isProduction),
    encryptionKey: secret(env, 'ENCRYPTION_KEY', isProduction),
    ...outgoing(env, isProduction),
    accessTokenTtlS: number(env, 'ACCESS_TOKEN_TTL_S', 900, 30, 86_400),
    refreshTokenTtlS: number(env, 'REFRESH_TOKEN_TTL_S', 2_592_000, 60, 31_536_000),
    corsOrigins: origins(env, 'CORS_ORIGINS'),
    trustProxy: isTrue(env, 'TRUST_PROXY', 'false'),
    bodyMaxBytes: number(env, 'BODY_MAX_BYTES', 1_048_576, 1_024, 16_777_216),
    rateLimitScale: number(env, 'RATE_LIMIT_SCALE', 1, 0.01, 100_000),
    trackRetentionDays: number(env, 'TRACK_RETENTION_DAYS', 30, 1, 3_650),
    eventRetentionDays: number(env, 'EVENT_RETENTION_DAYS', 7, 1, 3_650),
    estimateRetentionDays: number(env, 'ESTIMATE_RETENTION_DAYS', 90, 1, 3_650),
    decisionRetentionDays: number(env, 'DECISION_RETENTION_DAYS', 30, 1, 3_650),
    surgeRetentionDays: number(env, 'SURGE_RETENTION_DAYS', 7, 1, 3_650),
    notificationRetentionDays: number(env, 'NOTIFICATION_RETENTION_DAYS', 30, 1, 3_650),
    visitRetentionDays: number(env, 'VISIT_RETENTION_DAYS', 90, 1, 3_650),
    proofRetentionDays: number(env, 'PROOF_RETENTION_DAYS', 365, 1, 3_650),
    cellRetentionDays: number(env, 'CELL_RETENTION_DAYS', 90, 1, 3_650),
    maxSpeedMps: number(env, 'MAX_SPEED_MPS', 70, 1, 1_000),
    offerTtlMs: number(env, 'OFFER_TTL_MS', 15_000, 100, 120_000),
    searchTimeoutMs: number(env, 'SEARCH_TIMEOUT_MS', 600_000, 1_000, 7_200_000),
    scheduleMarginMs: number(env, 'SCHEDULE_MARGIN_MS', 600_000, 0, 7_200_000),
    scheduleLeadMinMs: number(env, 'SCHEDULE_LEAD_MIN_MS', 1_200_000, 0, 7_200_000),
    commitmentGraceMs: number(env, 'COMMITMENT_GRACE_MS', 300_000, 0, 3_600_000),
    tickMs: number(env, 'TICK_MS', 1_000, 20, 60_000),
    matchDeadlineMs: number(env, 'MATCH_DEADLINE_MS', 250, 0, 10_000),
    surgeIntervalMs: number(env, 'SURGE_INTERVAL_MS', 10_000, 20, 60_000),
    commissionPermille: number(env, 'COMMISSION_PERMILLE', 200, 0, 1_000),
    invoiceCompany: text(env, 'INVOICE_COMPANY', 'HEXHAUL'),
    healthPort: env.HEALTH_PORT?.trim() ? number(env, 'HEALTH_PORT', 0, 0, 65_535) : undefined,
    baseMapFile: env.BASE_MAP_FILE?.trim() || undefined,
    mapStyle: mapStyle(env),
    logLevel: choice(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
  }
}

/** For the commands that bring no database of their own. @throws ConfigError when DATABASE_URL is not set. */
export function requireDatabaseUrl(config: Config): Config & { databaseUrl: string } {
  const { databaseUrl } = config
  if (!databaseUrl) {
    throw new ConfigError('DATABASE_URL must be set, as in postgres://user:password@host:5432/hexhaul')
  }
  return { ...config, databaseUrl }
}

/**
 * For the commands that are one process of several, which would lose each other's positions and broadcasts without a word.
 * @throws ConfigError when Redis or Kafka is not set.
 */
export function requireSharedEngines<C extends Config>(config: C): C {
  const isSet = { REDIS_URL: config.redisUrl, KAFKA_BROKERS: config.kafkaBrokers }
  const missing = Object.entries(isSet).flatMap(([name, value]) => (value ? [] : [name]))
  if (missing.length === 0) return config
  throw new ConfigError(
    `${missing.join(' and ')} must be set for a server and workers that are separate processes; \`bun run start\` is both in one`,
  )
}
