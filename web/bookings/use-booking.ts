import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { useLive } from '../live/live.tsx'

/** A booking with everything that belongs to it, kept up to date. */
export function useBooking(id: string) {
  const { connection } = useLive()
  // Each move comes over the socket, which has the query read again.
  useEffect(() => connection.want({ topic: `booking:${id}` }), [connection, id])
  return useQuery({
    queryKey: ['booking', id],
    queryFn: () => call('get', '/v1/bookings/:id', { params: { id } }),
  })
}
