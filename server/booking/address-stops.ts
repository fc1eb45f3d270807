import type { Contact, Place } from '../../db/schema/index.ts'
import { invalid } from '../errors.ts'
import type { QuoteRow } from '../pricing/sign-quote.ts'

/** `index` tells which of the stops that the quote was asked for is meant, from 0. */
export type StopAddress = { address: string; contact?: Contact; index?: number }

/**
 * The places of a quote's stops in the order in which they are driven, each with the address that the customer gave for it.
 * Addresses go by their index in the quote's request, wherever they stand in the list; without any they are in the
 * request's order, which is refused where the quote has changed it: nobody can tell which order was meant.
 * @throws DomainError stops_differ, stop_index_missing.
 */
export function addressStops(
  { stops, stopOrder }: Pick<QuoteRow, 'stops' | 'stopOrder'>,
  addresses: readonly StopAddress[] | undefined,
): Place[] {
  if (!addresses) return stops.map((place) => ({ ...place, address: '' }))
  const isNamed = addresses.some(({ index }) => index !== undefined)
  const isMoved = stopOrder.some((index, at) => index !== at)
  if (isMoved && !isNamed)
    throw invalid(
      'stop_index_missing',
      'stops',
      'The quote has changed the order of the stops: each must name its `index` there.',
    )
  const byIndex = new Map(
    addresses.map(({ index, ...address }, at) => [isNamed ? index : at, address] as const),
  )
  const places = stops.map((place, at) => {
    const address = byIndex.get(stopOrder[at])
    return address && { ...place, ...address }
  })
  const isWhole = places.every((place) => place !== undefined) && addresses.length === stops.length
  if (!isWhole)
    throw invalid('stops_differ', 'stops', `Must have each of the quote's ${stops.length} stops once.`)
  return places
}
