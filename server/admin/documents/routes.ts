import { Elysia, t } from 'elysia'
import { actorId } from '../../platform/context.ts'
import { LIMITS, only, operators } from '../../platform/http/access.ts'
import { queryInteger } from '../../platform/http/numbers.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idParams, object, pageOf } from '../../platform/http/schemas.ts'
import { sortedPageQuery } from '../keyset.ts'
import { addDocument, listDocuments, removeDocument, renewDocument } from './change-documents.ts'
import { changeSettings, readSettings } from './change-settings.ts'
import {
  documentSchema,
  newDocumentBody,
  renewDocumentBody,
  settingsBody,
  settingsSchema,
  WARNING_DAYS,
} from './document-view.ts'
import { DUE_SORTS, listDueDocuments } from './list-due.ts'

const tags = ['Administration']
const mayRead = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)
const all = { 200: object({ items: t.Array(documentSchema), nextCursor: t.Null() }) }
const WITHIN_DAYS = WARNING_DAYS[0]

type Papered = 'driver' | 'vehicle'
const everyPaperOf = (subjectType: Papered) => ({
  access: mayRead,
  raises: ['not_found'] as const,
  params: idParams,
  response: all,
  detail: { tags, summary: `Every paper of a ${subjectType}, newest first` },
})
const newPaperOf = (subjectType: Papered) => ({
  access: mayWrite,
  raises: ['not_found', 'document_exists', 'date_invalid', 'period_invalid'] as const,
  params: idParams,
  body: newDocumentBody,
  response: { 201: documentSchema },
  detail: { tags, summary: `Add a paper of a ${subjectType}` },
})

export const documentRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'documents.routes', normalize: false })
    .use(http)
    .get(
      '/v1/admin/drivers/:id/documents',
      ({ context, params }) => listDocuments(context, { subjectType: 'driver', subjectId: params.id }),
      everyPaperOf('driver'),
    )
    .post(
      '/v1/admin/drivers/:id/documents',
      async ({ context, params, body, status }) =>
        status(201, await addDocument(context, { ...body, subjectType: 'driver', subjectId: params.id })),
      newPaperOf('driver'),
    )
    .get(
      '/v1/admin/vehicles/:id/documents',
      ({ context, params }) => listDocuments(context, { subjectType: 'vehicle', subjectId: params.id }),
      everyPaperOf('vehicle'),
    )
    .post(
      '/v1/admin/vehicles/:id/documents',
      async ({ context, params, body, status }) =>
        status(201, await addDocument(context, { ...body, subjectType: 'vehicle', subjectId: params.id })),
      newPaperOf('vehicle'),
    )
    .post(
      '/v1/admin/documents/:id/renew',
      async ({ context, params, body, status }) =>
        status(201, await renewDocument(context, { ...body, id: params.id })),
      {
        access: mayWrite,
        raises: ['not_found', 'document_ended', 'document_exists', 'date_invalid', 'period_invalid'],
        params: idParams,
        body: renewDocumentBody,
        response: { 201: documentSchema },
        detail: { tags, summary: 'Add the paper that takes its place; it counts for as long as it did' },
      },
    )
    .post(
      '/v1/admin/documents/:id/remove',
      async ({ context, params, status }) => {
        await removeDocument(context, params)
        return status(204, undefined)
      },
      {
        access: mayWrite,
        raises: ['not_found', 'document_ended', 'document_exists'],
        params: idParams,
        response: { 204: t.Void() },
        detail: { tags, summary: 'Take a paper back; it stays in the audit log' },
      },
    )
    .get('/v1/admin/fleet-settings', ({ context }) => readSettings(context), {
      access: mayRead,
      response: { 200: settingsSchema },
      detail: { tags, summary: 'Which papers are required, and by which time zone they run out' },
    })
    .put('/v1/admin/fleet-settings', ({ context, body }) => changeSettings(context, body), {
      access: mayWrite,
      raises: ['version_mismatch', 'time_zone_unknown'],
      body: settingsBody,
      response: { 200: settingsSchema },
      detail: { tags, summary: 'Require papers: who lacks a valid one of each kind is not matched' },
    })
    .get(
      '/v1/ops/documents-due',
      ({ context, query: { withinDays = WITHIN_DAYS, ...query } }) =>
        listDueDocuments(context, { ...query, withinDays }),
      {
        access: operators(),
        raises: ['cursor_invalid'],
        query: object({
          ...sortedPageQuery(DUE_SORTS),
          withinDays: t.Optional(queryInteger({ minimum: 0, maximum: 366, default: WITHIN_DAYS })),
        }),
        response: {
          200: pageOf(
            object({
              ...documentSchema.properties,
              subject: t.String({ description: "The driver's name, or the plate", examples: ['KA01AB1234'] }),
            }),
          ),
        },
        detail: { tags, summary: 'Papers that end soon or have ended, the most urgent first' },
      },
    )
    .get(
      '/v1/driver/documents',
      ({ context }) => listDocuments(context, { subjectType: 'driver', subjectId: actorId(context) }),
      {
        access: only(['driver']),
        raises: ['not_found'],
        response: all,
        detail: { tags, summary: "The driver's own papers" },
      },
    )
