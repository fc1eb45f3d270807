import { Value } from '@sinclair/typebox/value'
import type { TSchema } from 'elysia'
import { EXAMPLE_VALUES } from './example-values.ts'

type Shape = TSchema & {
  anyOf?: Shape[]
  items?: Shape | Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  examples?: unknown[]
}

/** Whether the optional fields are shown: an answer shows what it can, a request the least that it needs. */
type Purpose = 'request' | 'answer'

/**
 * An example that fits its schema: what the schema itself gives, or the value that goes by the field's name, or what the
 * schema leaves no choice about. @throws Error for a field that has none of these: EXAMPLE_VALUES needs a line for it.
 */
export function exampleOf(schema: TSchema, path: readonly string[], purpose: Purpose): unknown {
  const shape = schema as Shape
  for (const value of [...(shape.examples ?? []), ...named(path)])
    if (Value.Check(schema, value)) return value
  if (shape.anyOf) return exampleOf(shape.anyOf.find(isPlain) ?? (shape.anyOf[0] as Shape), path, purpose)
  if ('const' in shape) return shape.const
  if (shape.type === 'null') return null
  if (shape.type === 'boolean') return true
  if (shape.type === 'array' && shape.items && !Array.isArray(shape.items))
    return [exampleOf(shape.items, path, purpose)]
  if (shape.properties) {
    const names = purpose === 'request' ? (shape.required ?? []) : Object.keys(shape.properties)
    return Object.fromEntries(
      names.map((name) => [name, exampleOf(shape.properties?.[name] as Shape, [...path, name], purpose)]),
    )
  }
  if (shape.type === 'object') return {}
  throw new Error(`${path.join('.')} has no example that fits its schema; EXAMPLE_VALUES takes one`)
}

/** The values for a path, the most particular first. */
function named(path: readonly string[]): unknown[] {
  const values: unknown[] = []
  for (let from = 0; from < path.length; from++) {
    const name = path.slice(from).join('.')
    if (name in EXAMPLE_VALUES) values.push(EXAMPLE_VALUES[name])
  }
  return values
}

/** The number of a query's number-or-digits, and a value before its absence. */
const isPlain = (shape: Shape) =>
  shape.type !== 'null' && !['numeric', 'integer'].includes(shape.format ?? '')
