import type { BreakdownLine, rateCards } from '../../db/schema/pricing.ts'
import { findWindow } from './find-window.ts'

export type RateCard = typeof rateCards.$inferSelect
export type HaulPrice = { priceMinor: number; breakdown: BreakdownLine[] }

const KM_M = 1_000
const MINUTE_S = 60

/**
 * (base + per km + per minute + per stop) × time of day × surge, within the card's minimum and maximum, in minor units of
 * the card's currency. Every part is rounded to the line it is shown as, so that the lines always add up to the price.
 */
export function priceHaul(
  card: RateCard,
  haul: { distanceM: number; durationS: number; stops: number; at: Date; surgePermille: number },
): HaulPrice {
  const lines: BreakdownLine[] = [
    { code: 'base', label: 'Base fare', amountMinor: card.baseMinor },
    {
      code: 'distance',
      label: `Distance, ${(haul.distanceM / KM_M).toFixed(1)} km`,
      amountMinor: Math.round((card.perKmMinor * haul.distanceM) / KM_M),
    },
    {
      code: 'duration',
      label: `Time, ${Math.round(haul.durationS / MINUTE_S)} min`,
      amountMinor: Math.round((card.perMinuteMinor * haul.durationS) / MINUTE_S),
    },
  ]
  if (haul.stops > 0)
    lines.push({
      code: 'stops',
      label: `Extra stops, ${haul.stops}`,
      amountMinor: card.perStopMinor * haul.stops,
    })
  const total = () => lines.reduce((sum, line) => sum + line.amountMinor, 0)
  const add = (code: string, label: string, amountMinor: number) => {
    if (amountMinor !== 0) lines.push({ code, label, amountMinor })
  }
  const window = findWindow(card, haul.at)
  if (window) add('time_of_day', window.label, share(total(), window.multiplierPermille))
  add('surge', `High demand ${(haul.surgePermille / 1_000).toFixed(2)}×`, share(total(), haul.surgePermille))
  const before = total()
  if (before < card.minimumMinor) add('minimum', 'Minimum fare', card.minimumMinor - before)
  if (before > card.maximumMinor) add('maximum', 'Maximum fare', card.maximumMinor - before)
  return { priceMinor: total(), breakdown: lines }
}

const share = (amountMinor: number, permille: number) =>
  Math.round((amountMinor * (permille - 1_000)) / 1_000)
