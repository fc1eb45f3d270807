/**
 * The one spelling of a JSON value, whatever the order in which its members came: what signatures and hashes are taken
 * of. Members sorted, no white space, numbers and strings as JSON.stringify has them, after RFC 8785.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
