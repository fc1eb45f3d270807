import { addressOf } from '../api/client.ts'
import { useAddress } from '../app/router.tsx'

const PARTS = { rates: '/pricing', surge: '/pricing/surge' } as const
export type PricingPart = keyof typeof PARTS
export const isPart = (part: string): part is PricingPart => part in PARTS

/** What the address says of a part of pricing, and the address with some of it changed. */
export function usePricingAddress(part: PricingPart) {
  const { query } = useAddress()
  const values = Object.fromEntries(query)
  return {
    values,
    here: (more: Record<string, string | undefined>) => addressOf(PARTS[part], {}, { ...values, ...more }),
  }
}
