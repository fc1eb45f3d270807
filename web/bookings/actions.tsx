import { useState } from 'react'
import type { BookingDetail } from '../api/types.ts'
import { useRelease } from '../dispatch/use-assign.ts'
import { Icon } from '../shared/icons.tsx'
import { lookOf } from './booking-states.ts'
import { CancelDialog } from './cancel-dialog.tsx'

type Props = { booking: BookingDetail; isAssigning: boolean; onAssign: () => void }

/** What an operator can do with a booking as it is now. */
export function Actions({ booking, isAssigning, onAssign }: Props) {
  const { id, state, driver } = booking
  const [isCancelling, setCancelling] = useState(false)
  const release = useRelease(id)
  const { isCancellable } = lookOf(state)
  // Until the goods are collected: where it could be cancelled, too.
  const isReleasable = isCancellable && driver !== null
  return (
    <div className="actions">
      {(state === 'searching' || isReleasable) && (
        <button type="button" aria-expanded={isAssigning} onClick={onAssign}>
          <Icon name="user" />
          {isReleasable ? 'Reassign' : 'Assign a driver'}
        </button>
      )}
      {isReleasable && (
        <button
          type="button"
          disabled={release.isPending}
          title="Take the booking from its driver; the search goes on"
          onClick={() => release.mutate({ id: driver.id, name: driver.firstName })}
        >
          <Icon name="signOut" />
          {release.isPending ? 'Releasing…' : 'Release driver'}
        </button>
      )}
      {isCancellable && (
        <button type="button" className="danger" onClick={() => setCancelling(true)}>
          <Icon name="close" />
          Cancel booking
        </button>
      )}
      {isCancelling && <CancelDialog booking={booking} onClose={() => setCancelling(false)} />}
    </div>
  )
}
