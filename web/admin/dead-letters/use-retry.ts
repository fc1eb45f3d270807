import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Outcome } from './letter-table.tsx'

/** Hands dead letters back, and keeps what came of each. */
export function useRetry(onDone: () => void) {
  const cache = useQueryClient()
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const retry = async (ids: readonly string[]) => {
    const note = (id: string, outcome: Outcome) => setOutcomes((known) => new Map(known).set(id, outcome))
    for (const id of ids) note(id, 'pending')
    // One after the other, oldest first: events of one key have an order.
    for (const id of ids.toReversed())
      await call('post', '/v1/admin/dead-letters/:id/retry', { params: { id } }).then(
        () => note(id, 'retried'),
        (error: Error) => note(id, error),
      )
    onDone()
    await cache.invalidateQueries({ queryKey: ['dead-letters'] })
  }
  return { outcomes, retry, isRetrying: [...outcomes.values()].includes('pending') }
}
