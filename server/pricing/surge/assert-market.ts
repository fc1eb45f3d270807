import { getResolution, isValidCell } from 'h3-js'
import { invalid } from '../../errors.ts'

/** @throws DomainError market_unknown for what is no H3 cell of resolution 4. */
export function assertMarket(market: string): void {
  if (!isValidCell(market) || getResolution(market) !== 4)
    throw invalid('market_unknown', 'market', 'A market is an H3 cell of resolution 4.')
}
