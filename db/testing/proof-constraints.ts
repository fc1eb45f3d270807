import { change, driver, uuid } from './constraint-rows.ts'

const proof = uuid('61')

/** A proof of the first booking with its photo, and what its customer wants proved. */
export const PROOF_FIXTURE = `
  insert into booking_verifications values ('${uuid('21')}', true, true, true, true, false, '{}', 0);
  insert into booking_proofs (id, booking_id, driver_id, place, digest, created_at)
    values ('${proof}', '${uuid('21')}', '${driver}', 'pickup', 'digest', now());
  insert into proof_files values ('${uuid('62')}', '${proof}', 'photo', 'image/jpeg', 1, 1, 1, repeat('0', 64));`

/** What holds of proofs, the constraint that sees to it, and the statement that it must refuse. */
export const PROOF_BREAKS: [string, string, string][] = [
  [
    'a PIN is guessed at five times',
    'booking_verifications_wrong_pins',
    change('booking_verifications', 'wrong_pins = 6'),
  ],
  [
    'only what is known is waived',
    'booking_verifications_waived',
    change('booking_verifications', `waived = '{name}'`),
  ],
  [
    'what is sent twice is one proof',
    'booking_proofs_digest_key',
    `insert into booking_proofs (id, booking_id, driver_id, place, digest, created_at)
      select '${uuid('63')}', booking_id, driver_id, 'dropoff', digest, now() from booking_proofs`,
  ],
  ['a proof is of a legal place', 'booking_proofs_place', change('booking_proofs', `place = 'roof'`)],
  ['a proof of a stop tells which', 'booking_proofs_place', change('booking_proofs', `place = 'stop'`)],
  [
    'a proof is no negative way off',
    'booking_proofs_distance',
    change('booking_proofs', 'lat = 1, lng = 1, distance_m = -1, position_age_s = 1'),
  ],
  ['a position is whole', 'booking_proofs_position', change('booking_proofs', 'lat = 1, lng = 1')],
  [
    'a proof has one photo',
    'proof_files_kind_key',
    `insert into proof_files select '${uuid('64')}', proof_id, kind, content_type, 1, 1, 1, sha256 from proof_files`,
  ],
  ['a file is of a legal kind', 'proof_files_kind', change('proof_files', `kind = 'video'`)],
  ['a file has bytes', 'proof_files_size', change('proof_files', 'bytes = 0')],
  ['a file has its digest', 'proof_files_sha256', change('proof_files', `sha256 = 'none'`)],
]
