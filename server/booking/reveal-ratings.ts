/*
 * Customer and driver rate each other blind, so that nobody answers a rating with one like it: each sees their own at once,
 * and the other's when both have rated or the time for it is over. Operators see both.
 */
import { conflict } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { type BookingView, bookingView } from './views.ts'

/** How long after the completion either may rate. */
export const RATING_WINDOW_MS = 14 * 86_400_000

type Rated = Pick<BookingRow, 'completedAt' | 'ratingStars' | 'customerRatingStars'>

const isWindowOver = ({ completedAt }: Rated, now: Date) =>
  completedAt !== null && now.getTime() > completedAt.getTime() + RATING_WINDOW_MS

/** The booking with the ratings that the actor may see by now. */
export function ratedView({ actor, clock }: Context, row: BookingRow): BookingView {
  const { ratingStars, customerRatingStars } = row
  const isRevealed = (ratingStars !== null && customerRatingStars !== null) || isWindowOver(row, clock.now())
  const sees = (rater: 'customer' | 'driver') =>
    isRevealed || (actor.role !== 'customer' && actor.role !== 'driver') || actor.role === rater
  return {
    ...bookingView(row),
    rating: sees('customer') ? ratingStars : null,
    customerRating: sees('driver') ? customerRatingStars : null,
  }
}

/** @throws DomainError not_rateable before the completion, and once the time for it is over. */
export function assertRateable(row: BookingRow, now: Date): void {
  if (row.state !== 'completed' || !row.driverId || isWindowOver(row, now))
    throw conflict('not_rateable', 'A booking can be rated once, in the 14 days after its completion.')
}
