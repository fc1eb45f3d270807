/** The platform's share of a fare, and the tax on it, in thousandths. */
export type CommissionShare = { sharePermille: number; taxPermille: number }

/**
 * What the platform takes of a fare, in minor units: the share, rounded down in the driver's favour, and how much of it is
 * tax, rounded to the nearest, half up. The rest of the fare, and all of a waiting fee, is the driver's.
 */
export function commissionOf(
  fareMinor: number,
  { sharePermille, taxPermille }: CommissionShare,
): { commissionMinor: number; taxMinor: number } {
  const commissionMinor = Math.floor((fareMinor * sharePermille) / 1_000)
  const taxMinor = Math.round((commissionMinor * taxPermille) / (1_000 + taxPermille))
  return { commissionMinor, taxMinor }
}
