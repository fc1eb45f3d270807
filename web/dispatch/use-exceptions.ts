import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'

const SHOWN_MAX = 100
const AGAIN_MS = 5_000

/** What needs an operator now, the most urgent first. */
export const useExceptions = () =>
  useQuery({
    queryKey: ['exceptions'],
    queryFn: () => call('get', '/v1/ops/exceptions', { query: { limit: SHOWN_MAX } }),
    refetchInterval: AGAIN_MS,
  })
