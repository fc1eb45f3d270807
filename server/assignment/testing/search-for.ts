import type { Context } from '../../platform/context.ts'
import { readOpenMarkets, readSearches, type Search } from '../read-searches.ts'
import { surveySupply } from '../survey-supply.ts'

/** The round that dispatch would have for a booking now. @throws when it is not looked for. */
export async function searchFor(context: Context, bookingId: string): Promise<Search> {
  const look = { k: 16, supply: surveySupply(context) }
  for (const { market } of await readOpenMarkets(context)) {
    const { searches } = await readSearches(context, { market, after: null, ...look })
    const search = searches.find(({ booking }) => booking.id === bookingId)
    if (search) return search
  }
  throw new Error('the booking does not search')
}
