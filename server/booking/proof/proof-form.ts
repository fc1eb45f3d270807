import { t } from 'elysia'
import { FILE_KINDS, type FileKind, PROOF_PLACES } from '../../../db/schema/proof.ts'
import type { FormShape, readForm } from '../../platform/http/forms.ts'
import { queryInteger, queryNumber } from '../../platform/http/numbers.ts'
import { filledTextSchema, object, oneOf, timeSchema } from '../../platform/http/schemas.ts'
import { STOPS_MAX } from '../../pricing/check-haul.ts'
import { IMAGE_RULES } from './read-image.ts'

/** What the fields, and what is between the parts, may take beside the files. */
const FIELDS_MAX_BYTES = 65_536

const fields = object({
  place: oneOf(PROOF_PLACES),
  stop: t.Optional(queryInteger({ minimum: 0, maximum: STOPS_MAX - 1 })),
  recipientName: t.Optional(filledTextSchema(120)),
  lat: t.Optional(queryNumber({ minimum: -90, maximum: 90 })),
  lng: t.Optional(queryNumber({ minimum: -180, maximum: 180 })),
  recordedAt: t.Optional(timeSchema),
})

/** A proof as a form: where it was taken, who received, where the driver is, and the files. */
export const PROOF_FORM = {
  fields,
  files: FILE_KINDS,
  maxBytes: IMAGE_RULES.photo.bytesMax + IMAGE_RULES.signature.bytesMax + FIELDS_MAX_BYTES,
} as const satisfies FormShape<typeof fields, string>
export type ProofForm = Awaited<ReturnType<typeof readForm<typeof fields, FileKind>>>
