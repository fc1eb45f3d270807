import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'

const REFRESH_MS = 2_000

/** How the demo's city runs; null where no city is simulated. */
export const useSimulator = ({ isWatched }: { isWatched: boolean }) =>
  useQuery({
    queryKey: ['simulator'],
    queryFn: async () => (await call('get', '/v1/admin/simulator', {})).simulator,
    refetchInterval: isWatched ? REFRESH_MS : false,
  })
