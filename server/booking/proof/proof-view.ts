import { type Static, t } from 'elysia'
import { type bookingProofs, FILE_KINDS, PROOF_PLACES, type proofFiles } from '../../../db/schema/proof.ts'
import { idSchema, nullable, object, oneOf, timeSchema } from '../../platform/http/schemas.ts'
import { isFar } from './measure-place.ts'

const EXAMPLE_ID = '01956a2c-7f00-7000-8000-000000000001'
const EXAMPLE_PATH = `/v1/bookings/${EXAMPLE_ID}/proofs/${EXAMPLE_ID}/files/photo`
const EXAMPLE_SHA256 = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'

const fileSchema = object({
  kind: { ...oneOf(FILE_KINDS), examples: ['photo'] },
  path: t.String({ description: 'Where to read it, with a sign-in', examples: [EXAMPLE_PATH] }),
  contentType: t.String({ examples: ['image/jpeg'] }),
  bytes: t.Integer({ examples: [412_380] }),
  widthPx: t.Integer({ examples: [2_560] }),
  heightPx: t.Integer({ examples: [1_920] }),
  sha256: t.String({ description: 'Of what is served', examples: [EXAMPLE_SHA256] }),
})
export const proofSchema = object({
  id: idSchema,
  bookingId: idSchema,
  place: { ...oneOf(PROOF_PLACES), examples: ['stop'] },
  stop: nullable(
    t.Integer({ description: 'Which of the stops, in the order of the drive, from 0', examples: [0] }),
  ),
  recipientName: nullable(t.String({ examples: ['M. Iyer'] })),
  at: timeSchema,
  distanceM: nullable(
    t.Integer({
      description: 'From the place, by the last known position; null when there was none',
      examples: [18],
    }),
  ),
  positionAgeS: nullable(t.Integer({ description: 'How old that position was', examples: [4] })),
  isFar: t.Boolean({ description: 'Further from the place than 100 m', examples: [false] }),
  files: t.Array(fileSchema),
})
export type ProofView = Static<typeof proofSchema>

export function proofView(
  proof: typeof bookingProofs.$inferSelect,
  files: readonly (typeof proofFiles.$inferSelect)[],
): ProofView {
  const { id, bookingId, place, stop, recipientName, distanceM, positionAgeS } = proof
  return {
    id,
    bookingId,
    place,
    stop,
    recipientName,
    at: proof.createdAt.toISOString(),
    distanceM,
    positionAgeS,
    isFar: distanceM !== null && isFar({ distanceM }),
    files: files.map(({ kind, contentType, bytes, widthPx, heightPx, sha256 }) => ({
      kind,
      path: `/v1/bookings/${bookingId}/proofs/${id}/files/${kind}`,
      contentType,
      bytes,
      widthPx,
      heightPx,
      sha256,
    })),
  }
}
