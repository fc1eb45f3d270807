/*
 * `bun commands/describe-schema.ts` writes docs/data-model.md from db/schema, so that the page cannot tell of another
 * database than there is; its test holds the committed page to it.
 */
import { is, type SQL } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { getTableConfig, type PgColumn, PgDialect, PgTable } from 'drizzle-orm/pg-core'
import * as schema from '../db/schema/index.ts'
import { TABLE_OWNERS } from './table-rules.ts'

export const DATA_MODEL_PAGE = 'docs/data-model.md'

/** What each table is for, in the order in which the page tells of them. */
const PURPOSES: Record<string, string> = {
  users: 'An account of one role; its e-mail address is unique whatever its case.',
  refresh_tokens: 'A rotated refresh token, by its hash; `family_id` is one sign-in, ended as a whole.',
  vehicle_classes: 'What can be booked, and what the class carries.',
  vehicles: 'A vehicle of the fleet. At most one driver holds it (`drivers_vehicle_key`).',
  drivers: 'What a user of role driver has besides: approval, vehicle, counts of ratings.',
  vehicle_assignments:
    'Who had which vehicle, when; a constraint keeps the periods apart, per vehicle and per driver.',
  maintenance_periods:
    'When a vehicle is in the workshop; a constraint keeps the periods of a vehicle apart.',
  documents: 'Papers of drivers and vehicles; a renewal is a row of its own, and a removed one stays.',
  fleet_settings: 'One row: which papers are required, and by which time zone they run out.',
  audit_log:
    'Who changed what in the administration, and from where; append-only by triggers. Its ids are no foreign keys.',
  driver_availability:
    'Whether a driver is on duty, and when they were last heard; no row means never on duty.',
  tracks: 'Accepted positions, partitioned by UTC day; `driver_id` is no foreign key, for speed.',
  rate_cards:
    'Prices of a vehicle class in a market, by version; the latest `starts_at` in the past is in force.',
  surge_cells:
    'The current multiplier of an H3 resolution-8 cell, or by its own cell of a whole market; no row means 1.',
  surge_parameters: "Versions of how a market's multipliers follow demand and supply, live and shadow.",
  surge_controls: "An operator's freeze or override of a market's surge; at most one holds.",
  surge_publications: 'Every publication of surge with its inputs, for replay, until its retention.',
  quotes: 'A signed price for five minutes, with everything that it was computed from.',
  bookings: 'One haul as it is now. `version` grows by one with each entry of its history.',
  booking_stops: 'The stops between pickup and drop-off, in order.',
  booking_texts: 'What a booking is found by: its id and addresses, a line each, written by a trigger.',
  booking_events: 'The history of a booking: one row a version, what sockets replay.',
  share_links: 'A public link to one booking, by the hash of its token, until it expires.',
  booking_verifications: 'What the customer of a booking wants proved, and how many wrong PINs were given',
  booking_proofs: 'Who received at a pickup, stop or drop-off, and how far away the driver was',
  proof_files: 'Photo and signature of a proof; the bytes are in the blob store',
  unattached_blobs: 'Blobs on their way into a proof, or to be removed from the store',
  idempotency_keys: 'The remembered answer of a booking request, for 24 hours; `user_id` is no foreign key.',
  offers: 'One booking shown to one driver; the accepted one is the assignment.',
  dispatch_decisions: 'Why a booking was offered to whom: candidates, gates and costs of the round.',
  zones:
    'An area that somebody has drawn: where we serve, where not, where surge is capped, where visits are noted.',
  zone_visits: "A driver's stay in a geofence, until its retention; at most one is open.",
  commitments: "A driver's promise to drive a scheduled booking; those that a driver holds never overlap.",
  booking_reminders: 'The reminders of a scheduled booking, due or sent; each becomes an event once.',
  eta_corrections: 'What estimated durations are multiplied by, learnt from completed trips.',
  eta_observations: 'What was promised of each leg of a trip and how long it took, until its retention.',
  notifications: 'What a person was told in the app, once for each event, until its retention.',
  notification_preferences: 'What a person chose otherwise than the defaults of their role.',
  emails: 'Mail on its way to the SMTP server and what came of it, until its retention.',
  webhooks: 'Addresses of other systems, with their secrets encrypted, and how they fare.',
  webhook_deliveries: 'An event for one webhook: the bytes to send, and where it stands in the schedule.',
  webhook_attempts: 'What came of each attempt to deliver.',
  analytics_state: 'Which generation of the rollups is read, and how far the next one has been counted.',
  booking_facts:
    'What the rollups have counted of a booking; `booking_id` and `driver_id` are no foreign keys.',
  quote_facts:
    'Every quote that was asked for, by pickup cell; quotes that nobody booked are removed, these are not.',
  duty_periods:
    'When drivers were on duty, from the events of the log, cut at midnight UTC; `driver_id` is no foreign key.',
  booking_rollups:
    'Sums by span, market, class and currency. See [decision 26](decisions/026-rollups-in-spans.md).',
  wait_rollups: 'Times to assignment, counted by bucket.',
  quote_rollups: 'Quotes, counted.',
  cell_rollups: 'What happened in each H3 resolution-9 cell, until its retention.',
  driver_rollups: 'What drivers did, by UTC day.',
  duty_rollups: 'How long drivers were on duty, by UTC day of the start.',
  supply_samples: 'How often the drivers at hand were counted.',
  supply_rollups: 'Drivers on duty, on a haul and free, summed over the samples.',
  supply_cells: 'Free drivers of each H3 resolution-9 cell, summed over the samples, until their retention.',
  driver_reliability_days: 'What a driver was offered and did on a UTC day: what matching expects of them.',
  customer_reputations: 'What drivers think of a customer: the sum and the number of their stars.',
  ledger_accounts:
    'An account of the books: of a customer, a driver or the platform, in one currency. See [decision 25](decisions/025-the-books-are-double-entry.md).',
  ledger_entries:
    'One event of the books; append-only by a trigger, balanced by a deferred one, corrected by entries that reverse.',
  ledger_postings: 'What an entry does to an account: a debit above zero, a credit below.',
  commission_terms: "The platform's share of fares per market and class, by version; append-only.",
  payment_operations: 'What a payment provider was asked to authorise, capture and refund, once per key.',
  invoices: 'What a customer is asked to pay, numbered without a gap per company and year.',
  invoice_lines: 'The entries that an invoice asks for; one is on at most one that is not void.',
  invoice_series: "The last number of a company's year.",
  outbox:
    'Events, written in the transaction of their effect. See [decision 1](decisions/001-outbox-by-snapshots.md).',
  consumer_cursors: 'How far each reader of the outbox has come: two snapshots, and the place between them.',
  inbox:
    'Which events a consumer group has handled. See [decision 2](decisions/002-inbox-for-one-effect.md).',
  parked_events:
    'Events that wait for a retry, or behind one of their key. See [decision 4](decisions/004-parked-keys-and-dead-letters.md).',
  dead_letters: 'Events that were given up, with their reason; an admin may hand one back.',
}

const SHORT_TYPES: Record<string, string> = {
  'timestamp with time zone': 'timestamptz',
  'double precision': 'float8',
}

type Config = ReturnType<typeof getTableConfig>
const dialect = new PgDialect({ casing: 'snake_case' })
const nameOf = (column: { name: string }) => toSnakeCase(column.name)
const sqlText = (value: SQL) => dialect.sqlToQuery(value).sql.replaceAll(/"\w+"\."(\w+)"|"(\w+)"/g, '$1$2')

/** The page on the tables, as the schema is now. @throws when a table has no purpose or owner, or one of those no table. */
export function describeSchema(): string {
  const tables = (Object.values(schema) as unknown[]).filter((value): value is PgTable => is(value, PgTable))
  const configs = new Map(tables.map((table) => [getTableConfig(table).name, getTableConfig(table)]))
  for (const name of new Set([...configs.keys(), ...Object.keys(PURPOSES)]))
    if (!configs.has(name) || !PURPOSES[name] || !TABLE_OWNERS[name])
      throw new Error(`commands/describe-schema.ts and the schema do not agree on the table "${name}"`)
  const told = Object.keys(PURPOSES).map((name) => configs.get(name) as Config)
  const services = new Set(Object.keys(PURPOSES).map((name) => TABLE_OWNERS[name]))
  return `${[
    '# The tables',
    `Made by \`bun commands/describe-schema.ts\` from \`db/schema\`: change that, not this page. The migrations in \`db/migrations\`
bring a database there; they add what the schema cannot say, the partitions of \`tracks\` and the triggers of what is append-only.
Money is in minor units of \`currency\`, multipliers in thousandths, ids are UUIDv7, times are UTC. How the parts use the
tables is in [architecture.md](architecture.md).`,
    `| table | service | what it is |\n|---|---|---|\n${told.map(purposeLine).join('\n')}`,
    '## How they refer to each other',
    'Foreign keys alone; the table above names the columns that refer without one.',
    diagram(told.flatMap(relationLines)),
    '## Their columns',
    '`O` marks a column that may be empty.',
    ...[...services].map((service) => {
      const own = told.filter(({ name }) => TABLE_OWNERS[name] === service)
      return `### ${service}\n\n${diagram(own.map(entity))}`
    }),
    '## What is unique, and when',
    `Primary keys are in the diagrams; these are the rules beside them. The checks stand with the columns in \`db/schema\`, and
each is broken on purpose by \`db/constraints.test.ts\`.`,
    `| table | rule | columns | only where |\n|---|---|---|---|\n${told.flatMap(uniqueLines).join('\n')}`,
  ].join('\n\n')}\n`
}

const diagram = (lines: readonly string[]) => `\`\`\`mermaid\nerDiagram\n${lines.join('\n')}\n\`\`\``

const purposeLine = ({ name }: Config) => `| \`${name}\` | ${TABLE_OWNERS[name]} | ${PURPOSES[name]} |`

const isKey = ({ primaryKeys }: Config, column: PgColumn) =>
  column.primary || primaryKeys.some(({ columns }) => columns.some(({ name }) => name === column.name))

function entity(config: Config): string {
  const referring = new Set(config.foreignKeys.flatMap((key) => key.reference().columns))
  const lines = config.columns.map((column) => {
    const keys = [isKey(config, column) && 'PK', referring.has(column) && 'FK', column.isUnique && 'UK']
    const marks = keys.filter(Boolean).join(', ')
    const type = SHORT_TYPES[column.getSQLType()] ?? column.getSQLType()
    const optional = column.notNull || isKey(config, column) ? '' : '"O"'
    return ['   ', type, nameOf(column), marks, optional].filter(Boolean).join(' ')
  })
  return `  ${config.name} {\n${lines.join('\n')}\n  }`
}

function relationLines(config: Config): string[] {
  return config.foreignKeys.map((key) => {
    const { columns, foreignTable } = key.reference()
    const [column] = columns as [PgColumn]
    const isOne = column.isUnique || (column.primary && config.primaryKeys.length === 0)
    const ends = `${column.notNull || column.primary ? '||' : '|o'}--${isOne ? 'o|' : 'o{'}`
    return `  ${getTableConfig(foreignTable).name} ${ends} ${config.name} : ${nameOf(column)}`
  })
}

function uniqueLines(config: Config): string[] {
  const indexes = config.indexes.filter(({ config: { unique } }) => unique)
  const ofIndexes = indexes.map(({ config: { name, columns, where } }) => [
    name,
    columns
      .map((column) => ('name' in column ? nameOf(column as PgColumn) : sqlText(column as SQL)))
      .join(', '),
    where ? `\`${sqlText(where)}\`` : '',
  ])
  const ofColumns = config.columns
    .filter(({ isUnique }) => isUnique)
    .map((column) => [column.uniqueName ?? '', nameOf(column), ''])
  return [...ofIndexes, ...ofColumns].map(
    ([name, columns, where]) =>
      `| \`${config.name}\` | \`${toSnakeCase(name as string)}\` | ${columns} | ${where} |`,
  )
}

if (import.meta.main) await Bun.write(DATA_MODEL_PAGE, describeSchema())
