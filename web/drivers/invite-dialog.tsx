import { useState } from 'react'
import { call } from '../api/client.ts'
import type { DriverRecord } from '../api/types.ts'
import { Ahead } from '../fleet/ahead.tsx'
import { useFleetChange } from '../fleet/use-fleet-change.ts'
import { Dialog } from '../shared/dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'

/** Makes what a driver sets their own password by, once, for an admin to pass on. */
export function InviteDialog({
  record: { id, name },
  onClose,
}: {
  record: DriverRecord
  onClose: () => void
}) {
  const [isCopied, setIsCopied] = useState(false)
  const invite = useFleetChange(
    () => call('post', '/v1/admin/drivers/:id/invite', { params: { id } }),
    () => setIsCopied(false),
  )
  const { data } = invite
  return (
    <Dialog title={`Invite ${name}`} onClose={onClose}>
      <div className="dialog-body">
        <p>
          An invitation lets the driver set a password of their own, once, within three days: to sign in for
          the first time, or because they forgot theirs. It ends every sign-in that they have.
        </p>
        {data && (
          <label>
            <span>
              Invitation{' '}
              <span className="muted">
                void <Ahead iso={data.expiresAt} />
              </span>
            </span>
            <textarea
              readOnly
              rows={3}
              className="id"
              value={data.token}
              onFocus={(event) => event.target.select()}
            />
          </label>
        )}
        {invite.error && <ErrorNotice title="No invitation was made" error={invite.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          {data ? (
            <button
              type="button"
              className="primary"
              onClick={() => void navigator.clipboard?.writeText(data.token).then(() => setIsCopied(true))}
            >
              {isCopied ? 'Copied' : 'Copy'}
            </button>
          ) : (
            <button
              type="button"
              className="primary"
              disabled={invite.isPending}
              onClick={() => invite.mutate()}
            >
              {invite.isPending ? 'Making…' : 'Make an invitation'}
            </button>
          )}
        </footer>
      </div>
    </Dialog>
  )
}
