/** How many minor units one unit of a currency has. */
export const minorPerUnit = (currency: string) =>
  10 **
  (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)

/** A figure times a power of ten or sixty, exact where it comes out whole. */
export function scaled(typed: string, factor: number): number | string {
  const text = typed.trim().replace(',', '.')
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) return text
  const whole = Math.round(value * factor)
  return Math.abs(value * factor - whole) < 1e-6 ? whole : value * factor
}

/** An amount as it is typed, with all digits of its currency. */
export function typedAmount(minor: number, currency: string): string {
  const perUnit = minorPerUnit(currency)
  return (minor / perUnit).toFixed(Math.round(Math.log10(perUnit)))
}

/** Minor units of what was typed; undefined where that is no amount of the currency. */
export function readAmount(typed: string, currency: string): number | undefined {
  const minor = scaled(typed, minorPerUnit(currency))
  return Number.isSafeInteger(minor) ? (minor as number) : undefined
}
