import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bookings } from './booking.ts'
import { drivers } from './fleet.ts'

/** Where goods change hands. */
export const PROOF_PLACES = ['pickup', 'stop', 'dropoff'] as const
export type ProofPlace = (typeof PROOF_PLACES)[number]
export const FILE_KINDS = ['photo', 'signature'] as const
export type FileKind = (typeof FILE_KINDS)[number]
/** What a customer can ask for, and an operator waive. */
export const REQUIREMENTS = ['pickupPin', 'dropoffPin', 'photo', 'signature'] as const
export type Requirement = (typeof REQUIREMENTS)[number]

/** What the customer wants proved of a booking; no row where that is nothing. The PINs are derived, and stored nowhere. */
export const bookingVerifications = pgTable(
  'booking_verifications',
  {
    bookingId: uuid()
      .primaryKey()
      .references(() => bookings.id),
    pickupPin: boolean().notNull(),
    dropoffPin: boolean().notNull(),
    photo: boolean().notNull(),
    signature: boolean().notNull(),
    /** Whether whoever follows a shared link is shown the PIN of the drop-off. */
    sharesDropoffPin: boolean().notNull(),
    waived: text().array().$type<Requirement[]>().notNull().default([]),
    /** Wrong PINs since the booking was made, or since an operator released it. */
    wrongPins: integer().notNull().default(0),
  },
  (table) => [
    check('booking_verifications_wrong_pins', sql`${table.wrongPins} between 0 and 5`),
    check(
      'booking_verifications_waived',
      sql`${table.waived} <@ array['pickupPin', 'dropoffPin', 'photo', 'signature']`,
    ),
  ],
)

/** What the driver kept as proof of a handing over: who received, a photo, a signature. */
export const bookingProofs = pgTable(
  'booking_proofs',
  {
    id: uuid().primaryKey(),
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    driverId: uuid()
      .notNull()
      .references(() => drivers.userId),
    place: text().$type<ProofPlace>().notNull(),
    /** The position of the stop, as in booking_stops. */
    stop: integer(),
    recipientName: text(),
    /** Where the driver was last known to be, how far from the place, and how old that was; null when never heard. */
    lat: doublePrecision(),
    lng: doublePrecision(),
    distanceM: integer(),
    positionAgeS: integer(),
    /** SHA-256 of everything that was sent: what is sent again is the same proof. */
    digest: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    unique('booking_proofs_digest_key').on(table.bookingId, table.digest),
    index('booking_proofs_age').on(table.createdAt),
    check(
      'booking_proofs_place',
      sql`${table.place} in ('pickup', 'stop', 'dropoff') and (${table.place} = 'stop') = (${table.stop} is not null)`,
    ),
    check('booking_proofs_distance', sql`${table.distanceM} >= 0 and ${table.positionAgeS} >= 0`),
    check(
      'booking_proofs_position',
      sql`num_nulls(${table.lat}, ${table.lng}, ${table.distanceM}, ${table.positionAgeS}) in (0, 4)`,
    ),
  ],
)

/** The files of a proof; their bytes are in the blob store, under the id. */
export const proofFiles = pgTable(
  'proof_files',
  {
    id: uuid().primaryKey(),
    proofId: uuid()
      .notNull()
      .references(() => bookingProofs.id),
    kind: text().$type<FileKind>().notNull(),
    contentType: text().$type<'image/jpeg' | 'image/png'>().notNull(),
    bytes: integer().notNull(),
    widthPx: integer().notNull(),
    heightPx: integer().notNull(),
    /** Of the bytes that are stored, in hexadecimal digits. */
    sha256: text().notNull(),
  },
  (table) => [
    unique('proof_files_kind_key').on(table.proofId, table.kind),
    check('proof_files_kind', sql`${table.kind} in ('photo', 'signature')`),
    check('proof_files_size', sql`${table.bytes} > 0 and ${table.widthPx} > 0 and ${table.heightPx} > 0`),
    check('proof_files_sha256', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
  ],
)

/** Blobs that no row speaks of: about to be attached, or to be removed. Noted before a blob is stored, so that none is lost. */
export const unattachedBlobs = pgTable(
  'unattached_blobs',
  { id: uuid().primaryKey(), createdAt: timestamp({ withTimezone: true }).notNull() },
  (table) => [index('unattached_blobs_age').on(table.createdAt)],
)
