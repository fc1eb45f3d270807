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
  unreadable_body: { kind: 'unreadable', meaning: 'The body is not valid JSON, or no whole form.' },
  sign_in_required: { kind: 'unauthenticated', meaning: 'The access token is missing.' },
  token_invalid: { kind: 'unauthenticated', meaning: 'The access token is not valid or has expired.' },
  credentials_invalid: { kind: 'unauthenticated', meaning: 'The address or the password is wrong.' },
  refresh_token_invalid: {
    kind: 'unauthenticated',
    meaning: 'The refresh token is unknown, used, revoked or expired.',
  },
  invitation_invalid: {
    kind: 'unauthenticated',
    meaning: 'The invitation is unknown, used or expired.',
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
  booking_not_open: {
    kind: 'conflict',
    meaning: 'The booking takes no promise of a driver, or no other one.',
  },
  commitment_overlaps: { kind: 'conflict', meaning: 'The driver has promised another haul at that time.' },
  booking_active: { kind: 'conflict', meaning: 'The driver has an active booking.' },
  document_ended: { kind: 'conflict', meaning: 'The paper was renewed or removed.' },
  document_exists: { kind: 'conflict', meaning: 'There is such a paper with this number already.' },
  documents_invalid: {
    kind: 'conflict',
    meaning: 'A paper that is required of the driver or the vehicle is missing, or not valid today.',
  },
  driver_busy: { kind: 'conflict', meaning: 'The driver has an active booking already.' },
  driver_committed: {
    kind: 'conflict',
    meaning: 'It would not be done in time for a haul that the driver has promised.',
  },
  driver_offline: { kind: 'conflict', meaning: 'The driver is off duty.' },
  driver_not_approved: { kind: 'conflict', meaning: 'The driver is not approved.' },
  email_taken: { kind: 'conflict', meaning: 'There is an account with this address.' },
  currency_differs: { kind: 'conflict', meaning: 'The market has another currency, in all its classes.' },
  rate_card_started: { kind: 'conflict', meaning: 'The version has started, or will within a minute.' },
  rate_card_withdrawn: { kind: 'conflict', meaning: 'The version was withdrawn before.' },
  start_taken: { kind: 'conflict', meaning: 'Another version of the rate card starts at this time.' },
  too_many_upcoming: { kind: 'conflict', meaning: 'As many versions are upcoming as may be.' },
  no_show_refused: {
    kind: 'conflict',
    meaning: 'A no-show is told by driver or operator, after the wait that the rate card asks for.',
  },
  surge_in_hand: { kind: 'conflict', meaning: 'An operator has frozen or overridden this market already.' },
  surge_hand_ended: { kind: 'conflict', meaning: 'This hand on the market has ended.' },
  too_many_topics: { kind: 'conflict', meaning: 'The socket follows as many topics as it may.' },
  hello_repeated: { kind: 'conflict', meaning: 'The socket is signed in already.' },
  last_admin: { kind: 'conflict', meaning: 'It is the last account that can administer.' },
  not_staff: { kind: 'conflict', meaning: 'It is the account of a customer or driver, not of the staff.' },
  illegal_move: { kind: 'conflict', meaning: 'The state of the booking does not allow this move.' },
  maintenance_not_planned: {
    kind: 'conflict',
    meaning: 'The maintenance has begun, is over or was cancelled.',
  },
  maintenance_not_under_way: { kind: 'conflict', meaning: 'The maintenance is not under way.' },
  maintenance_overlaps: {
    kind: 'conflict',
    meaning: 'The vehicle has other maintenance in this period; the answer names it.',
  },
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
  position_unknown: { kind: 'conflict', meaning: 'Nobody knows where the driver is: name a place.' },
  requote_required: {
    kind: 'conflict',
    meaning: 'The price does not hold; the answer carries the quote that would.',
  },
  vehicle_assigned: { kind: 'conflict', meaning: 'Another driver has the vehicle.' },
  vehicle_in_use: { kind: 'conflict', meaning: 'The driver of the vehicle has an active booking.' },
  vehicle_missing: { kind: 'conflict', meaning: 'The driver has no active vehicle, or none that fits.' },
  vehicle_retired: { kind: 'conflict', meaning: 'The vehicle is retired.' },
  delivery_waiting: { kind: 'conflict', meaning: 'The delivery waits to be sent already.' },
  webhook_disabled: { kind: 'conflict', meaning: 'The webhook is disabled.' },
  zone_removed: { kind: 'conflict', meaning: 'The zone was removed.' },
  pin_required: { kind: 'conflict', meaning: 'The report must give the PIN that the customer has.' },
  pin_wrong: {
    kind: 'conflict',
    meaning: 'It is another PIN; `attemptsLeft` tells how many tries are left.',
  },
  pin_locked: { kind: 'conflict', meaning: 'Too many wrong PINs: an operator must release the booking.' },
  pin_not_tried: { kind: 'conflict', meaning: 'Nobody has given a wrong PIN for the booking.' },
  nothing_to_waive: { kind: 'conflict', meaning: 'The booking asks for none of this, or not any more.' },
  proof_missing: { kind: 'conflict', meaning: 'The customer asks for proofs that `missing` names.' },
  proof_not_due: { kind: 'conflict', meaning: 'The booking is not at the place that the proof is of.' },
  proofs_full: { kind: 'conflict', meaning: 'The booking has as many proofs as it may.' },
  version_mismatch: {
    kind: 'conflict',
    meaning: 'It was changed meanwhile; the answer tells how it is now.',
  },
  body_too_large: { kind: 'too_large', meaning: 'The body is larger than the server takes.' },
  media_type_unsupported: {
    kind: 'wrong_media',
    meaning: 'The body is of another type than the address takes.',
  },
  validation_failed: {
    kind: 'invalid',
    meaning: 'Values are missing, unknown or out of range; each is named.',
  },
  cursor_invalid: { kind: 'invalid', meaning: 'The cursor is of another list or sorting.' },
  date_invalid: { kind: 'invalid', meaning: 'No calendar has this day.' },
  amount_zero: { kind: 'invalid', meaning: 'The amount is nothing.' },
  driver_unknown: { kind: 'invalid', meaning: 'There is no approved driver with this id.' },
  address_missing: { kind: 'invalid', meaning: 'The quote has another place, whose address is not told.' },
  haul_differs: { kind: 'invalid', meaning: 'The quote is of another market or vehicle class.' },
  frame_invalid: { kind: 'invalid', meaning: 'The frame does not fit its schema.' },
  geometry_invalid: { kind: 'invalid', meaning: 'The geometry is no area; each fault is named.' },
  import_invalid: { kind: 'invalid', meaning: 'Rows of the table cannot be taken; each is named.' },
  idempotency_key_reused: { kind: 'invalid', meaning: 'The key was used for another request.' },
  in_no_go_area: {
    kind: 'invalid',
    meaning: 'A place lies in an area that the vehicle class does not go to; `noGoAreas` names it.',
  },
  market_not_served: {
    kind: 'invalid',
    meaning: 'The place is not served with this vehicle class.',
  },
  market_unknown: { kind: 'invalid', meaning: 'There is no such market.' },
  no_longer_kept: { kind: 'invalid', meaning: 'What is asked for is older than such records are kept.' },
  nothing_to_change: { kind: 'invalid', meaning: 'The body names no field to change.' },
  outside_service_area: {
    kind: 'invalid',
    meaning: 'A place lies outside every service area; `servedNearby` tells the nearest.',
  },
  period_invalid: { kind: 'invalid', meaning: 'The period is empty, backwards or too long.' },
  quote_unknown: { kind: 'invalid', meaning: 'There is no such quote of the caller.' },
  rate_card_invalid: { kind: 'invalid', meaning: 'Terms of the rate card will not do; each is named.' },
  rate_card_unknown: { kind: 'invalid', meaning: 'There is no such version of a rate card.' },
  start_out_of_range: { kind: 'invalid', meaning: 'The start lies in the past, or too far ahead.' },
  schedule_differs: { kind: 'invalid', meaning: 'The quote was made for another time.' },
  schedule_out_of_range: { kind: 'invalid', meaning: 'The time is too near or too far.' },
  multiplier_misplaced: { kind: 'invalid', meaning: 'An override has a multiplier, a freeze has none.' },
  expiry_past: { kind: 'invalid', meaning: 'The time lies in the past.' },
  surge_parameters_invalid: { kind: 'invalid', meaning: 'Parameters of surge do not go together.' },
  stops_differ: { kind: 'invalid', meaning: 'The quote was made for other stops.' },
  stop_index_missing: {
    kind: 'invalid',
    meaning: 'Of a quote that changed their order, stops need their index.',
  },
  starts_in_past: { kind: 'invalid', meaning: 'The start lies in the past.' },
  too_far: { kind: 'invalid', meaning: 'The way is longer than any that is served.' },
  too_heavy: { kind: 'invalid', meaning: 'The cargo is too heavy for the vehicle class.' },
  too_large: { kind: 'invalid', meaning: 'The cargo is too large for the vehicle class.' },
  bbox_invalid: { kind: 'invalid', meaning: 'The box is upside down.' },
  event_type_unknown: { kind: 'invalid', meaning: 'There are no events of this type to be told of.' },
  webhook_url_invalid: { kind: 'invalid', meaning: 'Deliveries may not go to this address.' },
  notification_kind_foreign: {
    kind: 'invalid',
    meaning: 'This kind of notification does not concern the role, or is named twice.',
  },
  time_zone_unknown: { kind: 'invalid', meaning: 'There is no such time zone.' },
  topic_unknown: { kind: 'invalid', meaning: 'There is no such topic.' },
  zone_settings_invalid: { kind: 'invalid', meaning: 'The settings do not go with the kind of the zone.' },
  vehicle_class_required: { kind: 'invalid', meaning: 'A driver must name a vehicle class.' },
  vehicle_unfit: { kind: 'invalid', meaning: 'The driver has no active vehicle of the class.' },
  image_unreadable: { kind: 'invalid', meaning: 'The file is no whole image of a type that is taken.' },
  image_too_large: { kind: 'invalid', meaning: 'The image has too many bytes or pixels.' },
  rate_limited: {
    kind: 'rate_limited',
    meaning: 'Too many requests; `Retry-After` tells when to come back.',
  },
  storage_unavailable: {
    kind: 'unavailable',
    meaning: 'Files can be neither stored nor read now; nothing was changed.',
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
