/*
 * Numbers that a caller sends. Elysia's own `t.Integer` and `t.Numeric` forget which field broke a bound, and the first
 * takes digits in quotes for a number of a body.
 */
import { Kind, type TSchema, Type, TypeRegistry } from '@sinclair/typebox'

type Bounds = { minimum: number; maximum: number }
type QueryNumber = Bounds & { type: 'integer' | 'number'; description: string }

const QUERY_NUMBER = 'QueryNumber'
const DIGITS = /^-?\d+(\.\d+)?$/

/** A whole number of a JSON body or frame. */
export const integer = Type.Integer

/** A number that an address spells in digits, within bounds. */
export function queryNumber(bounds: Bounds & { default?: number; examples?: number[] }) {
  return spelled({ ...bounds, type: 'number', description: `a number ${spanOf(bounds)}` })
}

/** A whole number that an address spells in digits, within bounds. */
export function queryInteger(bounds: Bounds & { default?: number }) {
  return spelled({ ...bounds, type: 'integer', description: `a whole number ${spanOf(bounds)}` })
}

const spanOf = ({ minimum, maximum }: Bounds) => `from ${minimum} to ${maximum}`

/** The check knows both forms, so that it is the field's own schema that fails; the handler gets the number. */
const spelled = (schema: QueryNumber) =>
  Type.Unsafe<number>(
    Type.Transform(Type.Unsafe<number | string>({ ...schema, [Kind]: QUERY_NUMBER }))
      .Decode(Number)
      .Encode((value) => value),
  )

TypeRegistry.Set<TSchema & QueryNumber>(QUERY_NUMBER, ({ type, minimum, maximum }, value) => {
  const number = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !(number >= minimum && number <= maximum)) return false
  return type === 'number' || Number.isInteger(number)
})
