export type ErrorKind =
  | 'unreadable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'wrong_method'
  | 'conflict'
  | 'too_large'
  | 'wrong_media'
  | 'invalid'
  | 'rate_limited'
  | 'internal'
  | 'unavailable'

/** Every code that an answer can carry: the part of the API that programs branch on, with the HTTP status of its kind. */
export const ERROR_CODES = {
  unreadable_body: { kind: 'unreadable', meaning: 'The body is not valid JSON.' },
  sign_in_required: { kind: 'unauthenticated', meaning: 'The access token is missing.' },
  token_invalid: { kind: 'unauthenticated', meaning: 'The access token is not valid or has expired.' },
  credentials_invalid: { kind: 'unauthenticated', meaning: 'The address or the password is wrong.' },
  refresh_token_invalid: {
    kind: 'unauthenticated',
    meaning: 'The refresh token is unknown, used, revoked or expired.',
  },
  origin_not_allowed: { kind: 'forbidden', meaning: 'Pages of this origin may not open a socket.' },
  role_not_allowed: { kind: 'forbidden', meaning: 'The role of the caller may not do this.' },
  not_found: { kind: 'not_found', meaning: 'It does not exist, or is not for the caller to see.' },
  dashboard_not_built: { kind: 'not_found', meaning: 'This server carries no dashboard.' },
  base_map_missing: { kind: 'not_found', meaning: 'This server carries no base map.' },
  method_not_allowed: {
    kind: 'wrong_method',
    meaning: 'The address knows other methods; `Allow` names them.',
  },
  already_reversed: { kind: 'conflict', meaning: 'The entry has been taken back already.' },
  amount_too_high: { kind: 'conflict', meaning: 'It is more than is there; `available` tells how much.' },
  already_retried: { kind: 'conflict', meaning: 'The event has been handed back already.' },
  booking_active: { kind: 'conflict', meaning: 'The driver has an active booking.' },
  driver_busy: { kind: 'conflict', meaning: 'The driver has an active booking already.' },
  driver_offline: { kind: 'conflict', meaning: 'The driver is off duty.' },
  driver_not_approved: { kind: 'conflict', meaning: 'The driver is not approved.' },
  email_taken: { kind: 'conflict', meaning: 'There is an account with this address.' },
  surge_in_hand: { kind: 'conflict', meaning: 'An operator has frozen or overridden this market already.' },
  surge_hand_ended: { kind: 'conflict', meaning: 'This hand on the market has ended.' },
  too_many_topics: { kind: 'conflict', meaning: 'The socket follows as many topics as it may.' },
  hello_repeated: { kind: 'conflict', meaning: 'The socket is signed in already.' },
  illegal_move: { kind: 'conflict', meaning: 'The state of the booking does not allow this move.' },
  not_rateable: { kind: 'conflict', meaning: 'Only a completed booking can be rated, once and in time.' },
  invoice_not_open: { kind: 'conflict', meaning: 'The invoice is paid or void already.' },
  not_reversible: { kind: 'conflict', meaning: 'Entries of this kind are corrected otherwise.' },
  nothing_to_invoice: { kind: 'conflict', meaning: 'The customer owes nothing that is on no invoice.' },
  nothing_to_refund: { kind: 'conflict', meaning: 'Nothing that was charged for the booking is left.' },
  offer_not_open: { kind: 'conflict', meaning: 'The offer was taken, declined, withdrawn or has expired.' },
  plate_taken: { kind: 'conflict', meaning: 'Another vehicle has this plate.' },
  quote_expired: { kind: 'conflict', meaning: 'The quote has expired.' },
  quote_redeemed: { kind: 'conflict', meaning: 'The quote has been booked already.' },
  quote_signature_invalid: { kind: 'conflict', meaning: 'The quote was not issued with this price.' },
  vehicle_assigned: { kind: 'conflict', meaning: 'Another driver has the vehicle.' },
  vehicle_in_use: { kind: 'conflict', meaning: 'The driver of the vehicle has an active booking.' },
  vehicle_missing: { kind: 'conflict', meaning: 'The driver has no active vehicle, or none that fits.' },
  vehicle_retired: { kind: 'conflict', meaning: 'The vehicle is retired.' },
  version_mismatch: {
    kind: 'conflict',
    meaning: 'It was changed meanwhile; the answer tells how it is now.',
  },
  body_too_large: { kind: 'too_large', meaning: 'The body is larger than the server takes.' },
  media_type_unsupported: { kind: 'wrong_media', meaning: 'The body must be `application/json`.' },
  validation_failed: {
    kind: 'invalid',
    meaning: 'Values are missing, unknown or out of range; each is named.',
  },
  amount_zero: { kind: 'invalid', meaning: 'The amount is nothing.' },
  driver_unknown: { kind: 'invalid', meaning: 'There is no approved driver with this id.' },
  frame_invalid: { kind: 'invalid', meaning: 'The frame does not fit its schema.' },
  idempotency_key_reused: { kind: 'invalid', meaning: 'The key was used for another request.' },
  market_not_served: {
    kind: 'invalid',
    meaning: 'The place is not served with this vehicle class.',
  },
  market_unknown: { kind: 'invalid', meaning: 'There is no such market.' },
  nothing_to_change: { kind: 'invalid', meaning: 'The body names no field to change.' },
  period_invalid: { kind: 'invalid', meaning: 'The period is empty, backwards or too long.' },
  quote_unknown: { kind: 'invalid', meaning: 'There is no such quote of the caller.' },
  schedule_differs: { kind: 'invalid', meaning: 'The quote was made for another time.' },
  schedule_out_of_range: { kind: 'invalid', meaning: 'The time is too near or too far.' },
  multiplier_misplaced: { kind: 'invalid', meaning: 'An override has a multiplier, a freeze has none.' },
  expiry_past: { kind: 'invalid', meaning: 'The time lies in the past.' },
  surge_parameters_invalid: { kind: 'invalid', meaning: 'Parameters of surge do not go together.' },
  starts_in_past: { kind: 'invalid', meaning: 'The start lies in the past.' },
  stops_differ: { kind: 'invalid', meaning: 'The quote was made for another number of stops.' },
  too_far: { kind: 'invalid', meaning: 'The way is longer than any that is served.' },
  too_heavy: { kind: 'invalid', meaning: 'The cargo is too heavy for the vehicle class.' },
  too_large: { kind: 'invalid', meaning: 'The cargo is too large for the vehicle class.' },
  bbox_invalid: { kind: 'invalid', meaning: 'The box is upside down.' },
  topic_unknown: { kind: 'invalid', meaning: 'There is no such topic.' },
  vehicle_class_required: { kind: 'invalid', meaning: 'A driver must name a vehicle class.' },
  vehicle_unfit: { kind: 'invalid', meaning: 'The driver has no active vehicle of the class.' },
  rate_limited: {
    kind: 'rate_limited',
    meaning: 'Too many requests; `Retry-After` tells when to come back.',
  },
  stopping: { kind: 'unavailable', meaning: 'The server is stopping; another one will answer.' },
  internal_error: { kind: 'internal', meaning: 'Something went wrong on our side.' },
} as const satisfies Record<string, { kind: ErrorKind; meaning: string }>

export type ErrorCode = keyof typeof ERROR_CODES
export type KindOf<C extends ErrorCode> = (typeof ERROR_CODES)[C]['kind']
export type CodeOf<K extends ErrorKind> = { [C in ErrorCode]: KindOf<C> extends K ? C : never }[ErrorCode]

export const STATUS_OF_KIND = {
  unreadable: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  wrong_method: 405,
  conflict: 409,
  too_large: 413,
  wrong_media: 415,
  invalid: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>

export const statusOf = (code: ErrorCode): number => STATUS_OF_KIND[ERROR_CODES[code].kind]
