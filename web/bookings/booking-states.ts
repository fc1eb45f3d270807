import type { FinalState, StatesBefore } from '../../server/app-types.ts'
import type { BookingState } from '../api/types.ts'
import type { IconName } from '../shared/icons.tsx'

export type Tone = 'neutral' | 'waiting' | 'busy' | 'good' | 'bad'
type Look<State extends BookingState> = {
  label: string
  icon: IconName
  tone: Tone
  isCancellable: State extends StatesBefore<'cancelled'> ? true : false
  isFinal: State extends FinalState ? true : false
}

/** How each state is shown, and what may follow it; the server's table of moves checks this one. */
const LOOKS: { [State in BookingState]: Look<State> } = {
  scheduled: { label: 'Scheduled', icon: 'clock', tone: 'neutral', isCancellable: true, isFinal: false },
  searching: { label: 'Searching', icon: 'search', tone: 'waiting', isCancellable: true, isFinal: false },
  assigned: { label: 'Assigned', icon: 'user', tone: 'busy', isCancellable: true, isFinal: false },
  en_route_to_pickup: {
    label: 'En route to pickup',
    icon: 'truck',
    tone: 'busy',
    isCancellable: true,
    isFinal: false,
  },
  arrived_at_pickup: {
    label: 'Arrived at pickup',
    icon: 'pin',
    tone: 'busy',
    isCancellable: true,
    isFinal: false,
  },
  goods_collected: {
    label: 'Goods collected',
    icon: 'box',
    tone: 'busy',
    isCancellable: false,
    isFinal: false,
  },
  arrived_at_dropoff: {
    label: 'Arrived at drop-off',
    icon: 'flag',
    tone: 'busy',
    isCancellable: false,
    isFinal: false,
  },
  delivered: { label: 'Delivered', icon: 'check', tone: 'good', isCancellable: false, isFinal: false },
  completed: { label: 'Completed', icon: 'checks', tone: 'good', isCancellable: false, isFinal: true },
  cancelled: { label: 'Cancelled', icon: 'close', tone: 'bad', isCancellable: false, isFinal: true },
  unfulfilled: { label: 'Unfulfilled', icon: 'alert', tone: 'bad', isCancellable: false, isFinal: true },
}

export const BOOKING_STATES = Object.keys(LOOKS) as BookingState[]
export const lookOf = (state: BookingState): Look<BookingState> => LOOKS[state] as Look<BookingState>
export const isBookingState = (text: string): text is BookingState => text in LOOKS

/** The way of a haul that goes well, as its progress is drawn. */
export const HAUL_STEPS = [
  'searching',
  'assigned',
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
] as const satisfies readonly BookingState[]
