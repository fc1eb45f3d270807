import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { currentSession } from '../api/session.ts'
import type { Driver } from '../api/types.ts'
import { Dialog } from '../shared/dialog.tsx'
import { Icon } from '../shared/icons.tsx'
import { notify } from '../shared/notices.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { phoneHref } from './phone-href.ts'

const REASON_MAX = 500

type Place = { lat: number; lng: number }
type Props = { driver: Driver; place: Place | null; onShowPlace: (place: Place) => void }

/** What an operator can do with a driver; only an administrator suspends and approves. */
export function DriverActions({ driver, place, onShowPlace }: Props) {
  const [isChanging, setChanging] = useState(false)
  const isAdmin = currentSession()?.user.role === 'admin'
  const isApproved = driver.approval === 'approved'
  return (
    <div className="actions">
      <a className="button" href={phoneHref(driver.phone)}>
        <Icon name="phone" />
        Call
      </a>
      {place && (
        <button type="button" onClick={() => onShowPlace(place)}>
          <Icon name="pin" />
          Show
        </button>
      )}
      {isAdmin && (
        <button type="button" className={isApproved ? 'danger' : ''} onClick={() => setChanging(true)}>
          <Icon name={isApproved ? 'pause' : 'check'} />
          {isApproved ? 'Suspend' : 'Approve'}
        </button>
      )}
      {isChanging && <ApprovalDialog driver={driver} onClose={() => setChanging(false)} />}
    </div>
  )
}

/** Asks first: who is suspended is signed out and loses what they have not collected, which no undo brings back. */
function ApprovalDialog({
  driver: { id, name, approval },
  onClose,
}: {
  driver: Driver
  onClose: () => void
}) {
  const cache = useQueryClient()
  const isApproved = approval === 'approved'
  const change = useMutation({
    mutationFn: (reason: string) =>
      call('patch', '/v1/admin/drivers/:id', {
        params: { id },
        body: { approval: isApproved ? 'suspended' : 'approved', ...(reason && { reason }) },
      }),
    onSuccess: () => {
      notify({ text: isApproved ? `${name} is suspended` : `${name} is approved` })
      onClose()
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ['driver', id] }),
  })
  return (
    <Dialog title={`${isApproved ? 'Suspend' : 'Approve'} ${name}`} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(String(new FormData(event.currentTarget).get('reason') ?? '').trim())
        }}
      >
        <p>
          {isApproved
            ? 'They are signed out and get no more hauls. What they have not collected goes back to the search; goods on board they still deliver.'
            : 'They can sign in, go on duty and take hauls.'}
        </p>
        <label>
          Reason
          <textarea name="reason" required={isApproved} maxLength={REASON_MAX} rows={3} />
        </label>
        {change.error && <ErrorNotice error={change.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button
            type="submit"
            className={isApproved ? 'danger solid' : 'primary'}
            disabled={change.isPending}
          >
            {change.isPending ? 'Saving…' : isApproved ? 'Suspend' : 'Approve'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
