import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../api/client.ts'
import { readAgain } from '../dispatch/use-assign.ts'
import { Dialog } from '../shared/dialog.tsx'
import { shortId } from '../shared/format.ts'
import { ConflictNotice } from './conflict-notice.tsx'

const REASON_MAX = 500
export const REASONS = [
  'The customer asked for it',
  'No driver can be found',
  'Wrong address',
  'Booked twice',
  'Fraud suspected',
]
const OTHER = 'Another reason'

type Props = { booking: { id: string; driver: { firstName: string } | null }; onClose: () => void }

export function CancelDialog({ booking, onClose }: Props) {
  const cache = useQueryClient()
  const [choice, setChoice] = useState<string>()
  const cancel = useMutation({
    mutationFn: (reason: string) =>
      call('post', '/v1/bookings/:id/cancel', { params: { id: booking.id }, body: { reason } }),
    onSuccess: onClose,
    onSettled: () => readAgain(cache, booking.id),
  })
  const isTooLate = cancel.error instanceof ApiError && cancel.error.status === 409
  return (
    <Dialog title={`Cancel booking ${shortId(booking.id)}`} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          const reason = String(form.get(choice === OTHER ? 'other' : 'reason') ?? '').trim()
          if (reason) cancel.mutate(reason)
        }}
      >
        <p>
          The customer{booking.driver ? ` and ${booking.driver.firstName} are` : ' is'} told the reason. This
          cannot be undone; a cancellation by you costs the customer nothing.
        </p>
        <fieldset className="choices">
          <legend>Reason</legend>
          {[...REASONS, OTHER].map((reason) => (
            <label key={reason} className="check">
              <input
                type="radio"
                name="reason"
                value={reason}
                required
                checked={choice === reason}
                onChange={() => setChoice(reason)}
              />
              {reason}
            </label>
          ))}
        </fieldset>
        {choice === OTHER && (
          <label>
            In your words
            <textarea name="other" required maxLength={REASON_MAX} rows={3} />
          </label>
        )}
        {cancel.error && <ConflictNotice error={cancel.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            {isTooLate ? 'Close' : 'Keep the booking'}
          </button>
          <button type="submit" className="danger solid" disabled={!choice || cancel.isPending || isTooLate}>
            {cancel.isPending ? 'Cancelling…' : 'Cancel the booking'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
