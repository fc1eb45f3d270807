import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'

export type Subject = { type: 'driver' | 'vehicle'; id: string }

export const usePapers = ({ type, id }: Subject) =>
  useQuery({
    queryKey: [type, id, 'papers'],
    queryFn: () =>
      type === 'driver'
        ? call('get', '/v1/admin/drivers/:id/documents', { params: { id } })
        : call('get', '/v1/admin/vehicles/:id/documents', { params: { id } }),
  })

/** A change of the fleet's records; whatever is shown of them is read again after it. */
export function useFleetChange<Done, Values = void>(
  change: (values: Values) => Promise<Done>,
  onDone: (done: Done) => void,
) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    onSettled: () =>
      Promise.all(
        ['driver', 'drivers', 'vehicle', 'vehicles'].map((key) =>
          cache.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  })
}
