import { Elysia, t } from 'elysia'
import { FILE_KINDS, REQUIREMENTS } from '../../../db/schema/proof.ts'
import { LIMITS, only, operators, signedIn } from '../../platform/http/access.ts'
import { readForm, takesForm } from '../../platform/http/forms.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { filledTextSchema, idParams, idSchema, object, oneOf } from '../../platform/http/schemas.ts'
import { bookingSchema, bookingView } from '../views.ts'
import { keepProof } from './keep-proof.ts'
import { PROOF_FORM } from './proof-form.ts'
import { proofSchema } from './proof-view.ts'
import { readProofFile } from './read-proof-file.ts'
import { listProofs } from './read-proofs.ts'
import { releasePins } from './release-pins.ts'
import { waiveRequirements } from './waive-requirements.ts'

const tags = ['Proof']
const reason = filledTextSchema(500)
const BINARY = { schema: { type: 'string' as const, format: 'binary' } }
/** What was uploaded is data, whatever a browser would make of it. */
const FILE_HEADERS = {
  'cache-control': 'private, max-age=3600',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
}

export const proofRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'booking.proof.routes', normalize: false })
    .use(http)
    .post(
      '/v1/bookings/:id/proofs',
      async ({ context, params, request, status }) =>
        status(
          201,
          await keepProof(context, {
            bookingId: params.id,
            readForm: () => readForm(request, PROOF_FORM),
          }),
        ),
      {
        access: only(['driver'], LIMITS.uploads),
        raises: [
          'not_found',
          'unreadable_body',
          'proof_not_due',
          'proofs_full',
          'image_unreadable',
          'image_too_large',
          'storage_unavailable',
        ],
        parse: 'none',
        params: idParams,
        response: {
          201: object({
            proof: proofSchema,
            bookingVersion: t.Integer({ description: 'What the next report must name', examples: [7] }),
          }),
        },
        detail: {
          tags,
          summary: 'The driver keeps proof of a handing over: who received, a photo, a signature',
          description:
            'A photo is a JPEG, PNG or WebP of up to 5 MiB and 40 megapixels, a signature a PNG of up to 512 KiB; both are kept without their metadata, up to 2,560 and 1,200 pixels wide or high. What is sent again is kept once.',
          ...takesForm(PROOF_FORM),
        },
      },
    )
    .get(
      '/v1/bookings/:id/proofs',
      async ({ context, params }) => ({ items: await listProofs(context, params.id), nextCursor: null }),
      {
        access: signedIn(),
        raises: ['not_found'],
        params: idParams,
        response: { 200: object({ items: t.Array(proofSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'The proofs of a booking, oldest first' },
      },
    )
    .get(
      '/v1/bookings/:id/proofs/:proofId/files/:kind',
      async ({ context, params, set }) => {
        const file = await readProofFile(context, { ...params, bookingId: params.id })
        Object.assign(set.headers, FILE_HEADERS)
        return new Response(file.bytes, { headers: { 'content-type': file.contentType } })
      },
      {
        access: signedIn(),
        raises: ['not_found', 'storage_unavailable'],
        params: object({ id: idSchema, proofId: idSchema, kind: oneOf(FILE_KINDS) }),
        detail: {
          tags,
          summary: 'A photo as JPEG, or a signature as PNG',
          responses: {
            200: {
              description: 'Done',
              content: { 'image/jpeg': BINARY, 'image/png': BINARY },
            },
          },
        },
      },
    )
    .post(
      '/v1/bookings/:id/verification/waive',
      async ({ context, params, body }) =>
        bookingView(await waiveRequirements(context, { bookingId: params.id, ...body })),
      {
        access: operators(LIMITS.write),
        raises: ['not_found', 'nothing_to_waive'],
        params: idParams,
        body: object({
          requirements: t.Array(oneOf(REQUIREMENTS), { minItems: 1, maxItems: REQUIREMENTS.length }),
          reason,
        }),
        response: { 200: bookingSchema },
        detail: { tags, summary: 'Let a booking go on without what its customer wanted proved' },
      },
    )
    .post(
      '/v1/bookings/:id/verification/release',
      async ({ context, params, body }) =>
        bookingView(await releasePins(context, { bookingId: params.id, ...body })),
      {
        access: operators(LIMITS.write),
        raises: ['not_found', 'pin_not_tried'],
        params: idParams,
        body: object({ reason }),
        response: { 200: bookingSchema },
        detail: { tags, summary: 'Give back the tries at the PINs after too many wrong ones' },
      },
    )
