import { useQuery } from '@tanstack/react-query'
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
