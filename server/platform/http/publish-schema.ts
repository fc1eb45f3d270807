import type { TSchema } from 'elysia'

type Json = Record<string, unknown>
type Branch = { type?: string; const?: unknown; format?: string }

/**
 * A schema as readers and generators of clients want it: numbers without the digits that a query may spell them with, words
 * as an enumeration, and objects that carry a title once, under `components`.
 */
export function publishSchema(schema: TSchema, components: Record<string, unknown>): unknown {
  return publish(JSON.parse(JSON.stringify(schema)), components)
}

function publish(value: unknown, components: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => publish(item, components))
  if (value === null || typeof value !== 'object') return value
  const { examples: _examples, ...rest } = value as Json
  const simple = Array.isArray(rest.anyOf) ? withoutChoice(rest, rest.anyOf as Branch[]) : rest
  const published = Object.fromEntries(
    Object.entries(simple).map(([key, member]) => [key, publish(member, components)]),
  )
  const { title } = published
  if (typeof title !== 'string' || published.type !== 'object') return published
  components[title] ??= published
  return { $ref: `#/components/schemas/${title}` }
}

/** `anyOf` said more simply, where it can be. */
function withoutChoice({ anyOf, ...rest }: Json, branches: Branch[]): Json {
  const [first, second] = branches
  if (branches.length === 2 && (first?.format === 'numeric' || first?.format === 'integer'))
    return { ...rest, ...second }
  const words = branches.filter((branch) => branch.const !== undefined)
  const others = branches.filter((branch) => branch.const === undefined)
  const isWords = words.length > 0 && words.every(({ const: word }) => typeof word === 'string')
  const mayBeNull = others.length === 1 && others[0]?.type === 'null'
  if (!isWords || !(others.length === 0 || mayBeNull)) return { ...rest, anyOf: branches }
  const values = words.map(({ const: word }) => word)
  return mayBeNull
    ? { ...rest, type: ['string', 'null'], enum: [...values, null] }
    : { ...rest, type: 'string', enum: values }
}
