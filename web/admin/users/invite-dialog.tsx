import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../../api/client.ts'
import type { Input } from '../../api/routes.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { TextField } from '../text-field.tsx'
import { Invitation } from './invitation.tsx'

type Staff = Input<'post', '/v1/admin/users'>['body']

const readStaff = (form: FormData): Staff => ({
  role: form.get('role') === 'admin' ? 'admin' : 'operator',
  name: String(form.get('name')).trim(),
  email: String(form.get('email')).trim(),
  phone: String(form.get('phone')).trim(),
})

/** Makes an account of an operator or admin; who it is for sets their own password. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient()
  const invite = useMutation({
    mutationFn: (body: Staff) => call('post', '/v1/admin/users', { body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['users'] }),
  })
  const errors = invite.error instanceof ApiError ? invite.error.fields : {}
  if (invite.data)
    return (
      <Dialog title={`${invite.data.user.name} is invited`} onClose={onClose} isDrawer>
        <div className="dialog-body">
          <Invitation invitation={invite.data.invitation} />
          <footer className="dialog-foot">
            <button type="button" className="primary" onClick={onClose}>
              Done
            </button>
          </footer>
        </div>
      </Dialog>
    )
  return (
    <Dialog title="Invite staff" onClose={onClose} isDrawer>
      <form
        className="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate(readStaff(new FormData(event.currentTarget)))
        }}
      >
        <TextField label="Name" name="name" error={errors.name} />
        <TextField label="E-mail address" name="email" type="email" error={errors.email} />
        <TextField label="Telephone" name="phone" type="tel" error={errors.phone} />
        <fieldset className="choices">
          <legend>Role</legend>
          <label className="check">
            <input type="radio" name="role" value="operator" defaultChecked />
            Operator
          </label>
          <label className="check">
            <input type="radio" name="role" value="admin" />
            Admin
          </label>
        </fieldset>
        {invite.error && (
          <ErrorNotice
            title="Not invited"
            error={
              Object.keys(errors).length > 0 ? new Error('See the fields that are marked.') : invite.error
            }
          />
        )}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button className="primary" type="submit" disabled={invite.isPending}>
            {invite.isPending ? 'Inviting…' : 'Invite'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
