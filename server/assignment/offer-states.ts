/*
 * The life of an offer. A free driver is asked: open → accepted → fulfilled, or declined, expired, withdrawn. One who is
 * about to finish a haul is asked ahead: forward → queued → accepted once they are free, each side by side with the
 * accepted offer of the haul at hand. Whoever said yes and does not come leaves it released, and is not asked again.
 */
import type { OfferState } from '../../db/schema/index.ts'

/** The driver has not answered yet. */
export const ASKED_STATES = ['open', 'forward'] as const satisfies readonly OfferState[]
/** For after the haul at hand; a driver has one such at the most. */
export const NEXT_STATES = ['forward', 'queued'] as const satisfies readonly OfferState[]
/** Can be taken back without a move of the booking. */
export const PENDING_STATES = ['open', 'forward', 'queued'] as const satisfies readonly OfferState[]
/** A booking has one of these at the most, and nobody else is asked meanwhile. */
export const LIVE_STATES = [...PENDING_STATES, 'accepted'] as const satisfies readonly OfferState[]

export const isAsked = (state: string) => ASKED_STATES.some((asked) => asked === state)
export const isNext = (state: string) => NEXT_STATES.some((next) => next === state)
