/*
 * What a shadow set of parameters would have made of quotes and publications that the live one has priced: means and sums
 * over what is fed to it, in any order.
 */
import { type HaulPrice, priceHaul, type RateCard } from '../price-haul.ts'
import { NO_SURGE_PERMILLE } from './compute-surge.ts'

export type QuotedHaul = {
  priceMinor: number
  currency: string
  shadowPermille: number
  /** Share of demand that is lost per share of price that is gained. */
  elasticity: number
  haul: Omit<Parameters<typeof priceHaul>[1], 'surgePermille'>
}
type Side = { permilleSum: number; permilleMax: number; raisedCount: number; expectedDemand: number }
type Prices = { quoteCount: number; liveMinor: number; shadowMinor: number }

const nothing = (): Side => ({
  permilleSum: 0,
  permilleMax: NO_SURGE_PERMILLE,
  raisedCount: 0,
  expectedDemand: 0,
})

export class ShadowTally {
  private cellCount = 0
  private readonly live = nothing()
  private readonly shadow = nothing()
  private readonly prices = new Map<string, Prices>()

  /** One cell of one publication. */
  addCell(livePermille: number, shadowPermille: number): void {
    this.cellCount++
    count(this.live, livePermille)
    count(this.shadow, shadowPermille)
  }

  /** One quote, priced again by its own card with the shadow's multiplier. */
  addQuote(card: RateCard, quote: QuotedHaul): void {
    const priced = (surgePermille: number): HaulPrice => priceHaul(card, { ...quote.haul, surgePermille })
    const plainMinor = priced(NO_SURGE_PERMILLE).priceMinor
    const shadowMinor = priced(quote.shadowPermille).priceMinor
    const prices = this.prices.get(quote.currency) ?? { quoteCount: 0, liveMinor: 0, shadowMinor: 0 }
    prices.quoteCount++
    prices.liveMinor += quote.priceMinor
    prices.shadowMinor += shadowMinor
    this.prices.set(quote.currency, prices)
    this.live.expectedDemand += keptDemand(quote.priceMinor, plainMinor, quote.elasticity)
    this.shadow.expectedDemand += keptDemand(shadowMinor, plainMinor, quote.elasticity)
  }

  total() {
    const side = ({ permilleSum, permilleMax, raisedCount, expectedDemand }: Side) => ({
      multiplierMean: rounded(this.cellCount > 0 ? permilleSum / this.cellCount / 1_000 : 1),
      multiplierMax: rounded(permilleMax / 1_000),
      raisedCells: raisedCount,
      expectedDemand: rounded(expectedDemand),
    })
    const money = (amount: number, currency: string) => ({ amount, currency })
    return {
      cells: this.cellCount,
      live: side(this.live),
      shadow: side(this.shadow),
      prices: [...this.prices].map(([currency, { quoteCount, liveMinor, shadowMinor }]) => ({
        quotes: quoteCount,
        live: money(liveMinor, currency),
        shadow: money(shadowMinor, currency),
        liveMean: money(Math.round(liveMinor / quoteCount), currency),
        shadowMean: money(Math.round(shadowMinor / quoteCount), currency),
      })),
    }
  }
}

/** The share of a customer that is expected to book at a price, of one who would at the price without surge. */
export function keptDemand(priceMinor: number, plainMinor: number, elasticity: number): number {
  if (plainMinor <= 0) return 1
  return Math.max(0, 1 - elasticity * (priceMinor / plainMinor - 1))
}

function count(side: Side, permille: number): void {
  side.permilleSum += permille
  side.permilleMax = Math.max(side.permilleMax, permille)
  if (permille > NO_SURGE_PERMILLE) side.raisedCount++
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000
