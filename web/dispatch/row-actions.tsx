import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { currentSession } from '../api/session.ts'
import type { Booking, Exception } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { notify } from '../shared/notices.tsx'
import { phoneHref } from './phone-href.ts'
import { readAgain } from './use-assign.ts'

type Props = {
  exception: Exception
  booking: Booking | undefined
  /** The goods are not collected yet: another driver can take it, and it can be cancelled. */
  isEarly: boolean
  isOpen: boolean
  onAssign: () => void
  onCancel: () => void
}

/** What can be done about an exception, at its row. */
export function RowActions({ exception, booking, isEarly, isOpen, onAssign, onCancel }: Props) {
  const { kind, driverId, driver, document } = exception
  const which = booking ? `booking ${shortId(booking.id)}` : ''
  // Of a haul without a driver, whoever hands the goods over is the one to ask.
  const called = driver ?? booking?.pickup.contact
  const assign = driverId ? 'Reassign' : 'Assign'
  return (
    <div className="exception-actions">
      {isEarly && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`${assign} ${which}`}
          title={`${assign} (a)`}
          onClick={onAssign}
        >
          <Icon name="user" />
          {assign}
        </button>
      )}
      {kind === 'pin_locked' && booking && <ReleasePins id={booking.id} />}
      {called && (
        <a
          className="button quiet icon-only"
          href={phoneHref(called.phone)}
          aria-label={`Call ${called.name}`}
          title={`Call ${called.name}, ${called.phone}`}
        >
          <Icon name="phone" />
        </a>
      )}
      {document && mayEdit(document.subjectType) && (
        <Link
          className="button quiet icon-only"
          href={`/${document.subjectType}s/${document.subjectId}`}
          aria-label={`Papers of ${document.subject}`}
          title="Open the papers"
        >
          <Icon name="edit" />
        </Link>
      )}
      {isEarly && (
        <button
          type="button"
          className="quiet icon-only"
          aria-label={`Cancel ${which}`}
          title="Cancel (x)"
          onClick={onCancel}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}

const mayEdit = (subject: 'driver' | 'vehicle') =>
  subject === 'driver' || currentSession()?.user.role === 'admin'

/** Lets the driver try the PIN again. */
export function ReleasePins({ id }: { id: string }) {
  const cache = useQueryClient()
  const release = useMutation({
    mutationFn: () =>
      call('post', '/v1/bookings/:id/verification/release', {
        params: { id },
        body: { reason: 'The driver may try again' },
      }),
    onSuccess: () => notify({ text: `The driver of booking ${shortId(id)} can try the PIN again` }),
    onError: ({ message }) => notify({ text: message, tone: 'bad' }),
    onSettled: () => readAgain(cache, id),
  })
  return (
    <button type="button" disabled={release.isPending} onClick={() => release.mutate()}>
      <Icon name="refresh" />
      {release.isPending ? 'Unlocking…' : 'Unlock PIN'}
    </button>
  )
}
