/** The least UUIDv7 of a time (RFC 9562, 5.7): ids begin with the millisecond that they were made in. */
export function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
