/** What the API takes in a field, in the words of its schema; a field of nothing known takes any text. */
export type Limits = {
  isRequired?: boolean
  type?: 'number' | 'integer'
  maxLength?: number
  pattern?: string
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  description?: string
}
export type LimitsByName = Readonly<Record<string, Limits>>
/** What was typed, by the name of the field; an empty number is empty text. */
export type Values = Record<string, string | number>

/** Why what was typed will not do, as the server would say it; undefined where it will. */
export function complaint(limits: Limits, text: string): string | undefined {
  if (text === '') return limits.isRequired ? 'Fill this in' : undefined
  const isFit = limits.type ? fitsNumber(limits, text) : fitsText(limits, text)
  return isFit ? undefined : `Expected ${limits.description ?? describe(limits)}`
}

function fitsNumber({ type, minimum, exclusiveMinimum, maximum }: Limits, text: string): boolean {
  const value = Number(text)
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) return false
  if (minimum !== undefined && value < minimum) return false
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return false
  return maximum === undefined || value <= maximum
}

const fitsText = ({ maxLength = Number.POSITIVE_INFINITY, pattern = '' }: Limits, text: string) =>
  text.length <= maxLength && new RegExp(pattern).test(text)

const number = new Intl.NumberFormat('en')

function describe({ type, minimum, exclusiveMinimum, maximum, maxLength }: Limits): string {
  if (!type) return maxLength ? `at most ${maxLength} characters` : 'other text'
  const from = minimum === undefined ? [] : [`from ${number.format(minimum)}`]
  const above = exclusiveMinimum === undefined ? [] : [`above ${number.format(exclusiveMinimum)}`]
  const to = maximum === undefined ? [] : [`up to ${number.format(maximum)}`]
  return [type === 'integer' ? 'a whole number' : 'a number', ...from, ...above, ...to].join(' ')
}

/** What a form holds, without spaces around it, numbers as numbers. */
export function valuesOf(form: FormData, limits: LimitsByName): Values {
  const values: Values = {}
  for (const [name, entry] of form) {
    const text = String(entry).trim()
    values[name] = limits[name]?.type && text !== '' ? Number(text) : text
  }
  return values
}
