import type { AuditEntry } from '../api/types.ts'
import { absoluteTime, shortId } from '../shared/format.ts'

/** One field that an entry of the audit log changed. */
type Change = { name: string; before: string; after: string }

/** What says nothing to people, or follows from the rest. */
const LEFT_OUT = new Set([
  ...['id', 'version', 'updatedAt', 'createdAt', 'createdBy'],
  ...['ratingSum', 'ratingCount', 'renewsId', 'warnedDays'],
])
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const TIME = /^\d{4}-\d\d-\d\dT/
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown) => {
  if (value === null || value === undefined || value === '') return 'none'
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  if (ID.test(text)) return shortId(text)
  return TIME.test(text) ? absoluteTime(text) : text
}

/** The fields that differ before and after; of what came to be or went, what it held. */
export function changesOf({
  before,
  after,
  subjectType,
}: Pick<AuditEntry, 'before' | 'after' | 'subjectType'>): Change[] {
  const [from, to] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}]
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((name) => !LEFT_OUT.has(name) && name !== `${subjectType}Id`)
    .map((name) => ({ name, before: shown(from[name]), after: shown(to[name]) }))
    .filter((change) => change.before !== change.after)
}

/** The entries that brought a record past a version, the newest first. */
export const since = (entries: readonly AuditEntry[], version: number): AuditEntry[] =>
  entries.filter(
    ({ after }) => isRecord(after) && typeof after.version === 'number' && after.version > version,
  )
