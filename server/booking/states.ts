/*
 * The state machine of a booking, in one table that the API, the workers and the dashboard share:
 * scheduled → searching → assigned → en_route_to_pickup → arrived_at_pickup → goods_collected → arrived_at_dropoff →
 * delivered → completed. Before the goods are collected a booking can be cancelled, or go back to `searching` when its
 * driver drops out; a search can end `unfulfilled`.
 */
import type { BookingState } from '../../db/schema/booking.ts'

const MOVES = {
  scheduled: ['searching', 'cancelled'],
  searching: ['assigned', 'cancelled', 'unfulfilled'],
  assigned: ['en_route_to_pickup', 'searching', 'cancelled'],
  en_route_to_pickup: ['arrived_at_pickup', 'searching', 'cancelled'],
  arrived_at_pickup: ['goods_collected', 'searching', 'cancelled'],
  goods_collected: ['arrived_at_dropoff'],
  arrived_at_dropoff: ['delivered'],
  delivered: ['completed'],
  completed: [],
  cancelled: [],
  unfulfilled: [],
} as const satisfies Record<BookingState, readonly BookingState[]>
/** Each state's followers as types, by which the dashboard checks its own tables. */
export type LegalMoves = typeof MOVES
export const LEGAL_MOVES: Record<BookingState, readonly BookingState[]> = MOVES

/** States in which a driver is bound to the booking. */
export const ACTIVE_STATES = [
  'assigned',
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
] as const satisfies readonly BookingState[]

/** Those in which the driver can still drop out. */
export const DROPPABLE_STATES = ACTIVE_STATES.filter((state) => LEGAL_MOVES[state].includes('searching'))

/** Goods on board or handed over: the driver can no longer drop out, and will be free when it is done. */
export const FINISHING_STATES = ACTIVE_STATES.filter((state) => !LEGAL_MOVES[state].includes('searching'))

export const isFinishing = (state: BookingState) => FINISHING_STATES.some((finishing) => finishing === state)
export const isActive = (state: BookingState) => (ACTIVE_STATES as readonly BookingState[]).includes(state)
export const isLegalMove = (from: BookingState, to: BookingState) => LEGAL_MOVES[from].includes(to)
