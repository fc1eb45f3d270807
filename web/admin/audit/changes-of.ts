/** A value of the record that a change made another, in words. */
export type FieldChange = { path: string; before: string | null; after: string | null }

const TEXT_MAX = 240

/** What differs between a record before and after, field by field, those of objects within by their paths. */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path)))
    .map((path) => ({ path, before: textOf(old, path), after: textOf(now, path) }))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(value: unknown, path = ''): Map<string, unknown> {
  if (value === null || value === undefined) return new Map()
  if (!isObject(value)) return new Map([[path || 'value', value]])
  const prefix = path && `${path}.`
  return new Map(
    Object.entries(value).flatMap(([name, member]): [string, unknown][] =>
      isObject(member) ? [...fieldsOf(member, `${prefix}${name}`)] : [[`${prefix}${name}`, member]],
    ),
  )
}

/** Null where the record has no such field. */
function textOf(fields: Map<string, unknown>, path: string): string | null {
  if (!fields.has(path)) return null
  const value = fields.get(path)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}
