import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../api/client.ts'
import { readAgain } from '../dispatch/use-assign.ts'
import { shortId } from '../shared/format.ts'
import { ReasonDialog } from '../shared/reason-dialog.tsx'
import { ConflictNotice } from './conflict-notice.tsx'

export const REASONS = [
  'The customer asked for it',
  'No driver can be found',
  'Wrong address',
  'Booked twice',
  'Fraud suspected',
]

type Props = { booking: { id: string; driver: { firstName: string } | null }; onClose: () => void }

export function CancelDialog({ booking, onClose }: Props) {
  const cache = useQueryClient()
  const cancel = useMutation({
    mutationFn: (reason: string) =>
      call('post', '/v1/bookings/:id/cancel', { params: { id: booking.id }, body: { reason } }),
    onSuccess: onClose,
    onSettled: () => readAgain(cache, booking.id),
  })
  const isTooLate = cancel.error instanceof ApiError && cancel.error.status === 409
  return (
    <ReasonDialog
      title={`Cancel booking ${shortId(booking.id)}`}
      reasons={REASONS}
      submit={cancel.isPending ? 'Cancelling…' : 'Cancel the booking'}
      keep={isTooLate ? 'Close' : 'Keep the booking'}
      problem={cancel.error && <ConflictNotice error={cancel.error} />}
      isDisabled={cancel.isPending || isTooLate}
      onReason={(reason) => cancel.mutate(reason)}
      onClose={onClose}
    >
      The customer{booking.driver ? ` and ${booking.driver.firstName} are` : ' is'} told the reason. This
      cannot be undone; a cancellation by you costs the customer nothing.
    </ReasonDialog>
  )
}
