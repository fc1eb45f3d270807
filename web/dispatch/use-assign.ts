import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { shortId } from '../shared/format.ts'
import { notify } from '../shared/notices.tsx'

type Person = { id: string; name: string }
/** `from`: who has the booking now. */
type Assignment = { to: Person; from: Person | null }

const assign = (id: string, to: Person, from: Person | null) =>
  call('post', '/v1/bookings/:id/assign', {
    params: { id },
    body: { driverId: to.id, ...(from && { insteadOf: from.id }) },
  })

/** What an action on a booking may have changed is read again. */
export async function readAgain(cache: QueryClient, id: string): Promise<void> {
  const keys = [['booking', id], ['decisions', id], ['exceptions'], ['nearby', id], ['driver']]
  await Promise.all(keys.map((queryKey) => cache.invalidateQueries({ queryKey })))
}

/** Gives a booking to a driver, or from one to another; said once it is so, and can be taken back. */
export function useAssign(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ to, from }: Assignment) => assign(id, to, from),
    onSuccess({ version }, { to, from }) {
      const undo = async () => {
        if (from) await assign(id, from, to)
        else
          await call('post', '/v1/bookings/:id/unassign', {
            params: { id },
            body: { reason: 'assignment_undone', version },
          })
        await readAgain(cache, id)
        return from
          ? `${from.name} has booking ${shortId(id)} again`
          : `Booking ${shortId(id)} is searching again`
      }
      notify({
        text: `${to.name} has booking ${shortId(id)}`,
        action: { label: 'Undo', run: undo },
      })
    },
    onSettled: () => readAgain(cache, id),
  })
}

/** Takes a booking from its driver, so that the search goes on; said once it is so, and can be taken back. */
export function useRelease(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (_: Person) =>
      call('post', '/v1/bookings/:id/unassign', { params: { id }, body: { reason: 'taken_by_operator' } }),
    onSuccess(_, driver) {
      const undo = async () => {
        await assign(id, driver, null)
        await readAgain(cache, id)
        return `${driver.name} has booking ${shortId(id)} again`
      }
      notify({
        text: `${driver.name} is released, booking ${shortId(id)} is searching`,
        action: { label: 'Undo', run: undo },
      })
    },
    onError: ({ message }) => notify({ text: message, tone: 'bad' }),
    onSettled: () => readAgain(cache, id),
  })
}
