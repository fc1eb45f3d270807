import { type Static, t } from 'elysia'
import type { DocumentKind, documents } from '../../../db/schema/index.ts'
import { integer } from '../../platform/http/numbers.ts'
import {
  filledTextSchema,
  idSchema,
  nullable,
  object,
  oneOf,
  textSchema,
  timeSchema,
} from '../../platform/http/schemas.ts'

const KINDS = [
  'driving_licence',
  'identity',
  'registration',
  'insurance',
  'inspection',
  'permit',
] as const satisfies readonly DocumentKind[]
export const kindSchema = oneOf(KINDS)
/** Ahead of a paper's end, in days, somebody is warned; then at it. */
export const WARNING_DAYS = [30, 14, 7, 1] as const

const day = (description: string, examples: string[]) =>
  t.String({ format: 'date', pattern: '^(19|20|21)', description, examples })
const issuedOn = day('a date from 1900 on: the first day on which it is valid', ['2026-03-02'])
const expiresOn = day("a date from 1900 on: the last day on which it is valid, in the company's time zone", [
  '2027-03-01',
])
const fields = {
  number: filledTextSchema(60),
  issuedOn: t.Optional(nullable(issuedOn)),
  expiresOn: t.Optional(nullable(expiresOn)),
}
const example = { number: 'KA0120260001234', issuedOn: '2026-03-02', expiresOn: '2031-03-01' }
export const newDocumentBody = object(
  { kind: kindSchema, ...fields },
  { examples: [{ kind: 'driving_licence', ...example }] },
)
export const renewDocumentBody = object(fields, { examples: [example] })

export const documentSchema = object({
  id: idSchema,
  subjectType: oneOf(['driver', 'vehicle']),
  subjectId: idSchema,
  kind: kindSchema,
  number: t.String({ examples: ['KA0120260001234'] }),
  issuedOn: nullable(issuedOn),
  expiresOn: nullable(expiresOn),
  state: {
    ...oneOf(['valid', 'not_yet_valid', 'expiring', 'expired', 'renewed', 'removed']),
    description: `\`expiring\` from ${WARNING_DAYS[0]} days before the end; \`renewed\` is valid for as long as it was`,
    examples: ['valid'],
  },
  daysLeft: nullable(
    t.Integer({ description: 'Until the last day; below zero after it; null without one', examples: [364] }),
  ),
  renewsId: nullable(
    t.String({
      format: 'uuid',
      description: 'The paper that it took the place of',
      examples: ['01956a2c-7f00-7000-8000-000000000005'],
    }),
  ),
  createdAt: timeSchema,
})
export type NewDocument = Static<typeof newDocumentBody>
export type Renewal = Static<typeof renewDocumentBody>
export type DocumentView = Static<typeof documentSchema>
export type DocumentRow = typeof documents.$inferSelect

const DAY_MS = 86_400_000
/** Whole days from one date to another; both are dates alone, which know no time zone and no daylight saving. */
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)

/** A paper as it is on `today`, a date in the company's time zone. */
export function documentView(row: DocumentRow, today: string): DocumentView {
  const { id, driverId, vehicleId, kind, number, issuedOn, expiresOn, renewsId, createdAt } = row
  const daysLeft = expiresOn === null ? null : daysBetween(today, expiresOn)
  return {
    ...{ id, kind, number, issuedOn, expiresOn, daysLeft, renewsId },
    subjectType: driverId ? 'driver' : 'vehicle',
    subjectId: (driverId ?? vehicleId) as string,
    state: stateOf(row, today, daysLeft),
    createdAt: createdAt.toISOString(),
  }
}

function stateOf(row: DocumentRow, today: string, daysLeft: number | null): DocumentView['state'] {
  if (row.removedAt) return 'removed'
  if (row.renewedAt) return 'renewed'
  if (daysLeft !== null && daysLeft < 0) return 'expired'
  if (row.issuedOn !== null && row.issuedOn > today) return 'not_yet_valid'
  return daysLeft !== null && daysLeft <= WARNING_DAYS[0] ? 'expiring' : 'valid'
}

export const settingsBody = object(
  {
    version: integer({
      minimum: 0,
      description: 'the version that the change is based on; 0 where there is none',
    }),
    timeZone: textSchema(60),
    driverDocuments: t.Array(kindSchema, { maxItems: KINDS.length, uniqueItems: true }),
    vehicleDocuments: t.Array(kindSchema, { maxItems: KINDS.length, uniqueItems: true }),
  },
  {
    examples: [{ version: 0, timeZone: 'Asia/Kolkata', driverDocuments: [], vehicleDocuments: [] }],
  },
)
export const settingsSchema = object({
  version: t.Integer({ description: '0 before the first change' }),
  timeZone: t.String({ description: "IANA name; a paper's last day ends at midnight there" }),
  driverDocuments: t.Array(kindSchema, { description: 'Without a valid one of each, no driver is matched' }),
  vehicleDocuments: t.Array(kindSchema, { description: 'Without a valid one of each, no vehicle is' }),
})
export type Settings = Static<typeof settingsSchema>
