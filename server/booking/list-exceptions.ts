import { findEndingDocuments } from '../admin/documents/find-ending.ts'
import type { Context } from '../platform/context.ts'
import { breachAt, findExceptions, HAUL_EXCEPTION_KINDS } from './find-exceptions.ts'

export const EXCEPTION_KINDS = [...HAUL_EXCEPTION_KINDS, 'document_ending'] as const

/**
 * What an operator should look at, the most urgent first: the `limit` most urgent exceptions of hauls and, where room is
 * left, papers that end within days or have ended. No haul waits behind a paper, however long that has been over.
 */
export async function listExceptions(context: Context, { limit }: { limit: number }) {
  const hauls = await findExceptions(context, { limit })
  const nowMs = context.clock.now().getTime()
  const papers =
    hauls.length < limit ? await findEndingDocuments(context, { limit: limit - hauls.length }) : []
  return [
    ...hauls.map((haul) => ({ ...haul, document: null })),
    ...papers.map(({ endsAtMs, driver, driverId, ...document }) => ({
      kind: 'document_ending' as const,
      ...{ bookingId: null, state: null, market: null, driverId, driver, document },
      ...breachAt(endsAtMs, nowMs),
    })),
  ]
}
