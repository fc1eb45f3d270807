import { addressOf } from '../api/client.ts'
import { useAddress } from '../app/router.tsx'

const LISTS = ['exceptions', 'bookings'] as const
export type List = (typeof LISTS)[number]

/** Which list is beside the map, by the address. */
export function useList(): List {
  const { query } = useAddress()
  return LISTS.find((list) => list === query.get('list')) ?? LISTS[0]
}

/** The address of the live map with a list beside it, or with the panel of a booking or a driver over that list. */
export const mapAddress = (list: List, shown: { booking?: string; driver?: string; follow?: 1 } = {}) =>
  addressOf('/', {}, { list: list === LISTS[0] ? '' : list, ...shown })
