import type { Answer } from '../../api/routes.ts'
import { Time } from '../../shared/time.tsx'
import { CopyField } from '../copy-field.tsx'

type Props = { invitation: Answer<'post', '/v1/admin/users/:id/invite'> }

/** An invitation to pass on: behind the `#`, so that no server writes it into its log. */
export const Invitation = ({ invitation: { token, expiresAt } }: Props) => (
  <div className="invitation" role="status">
    <p>
      Pass this on by a way that only they read. It sets a password once, and ends <Time iso={expiresAt} />.
    </p>
    <CopyField label="Invitation" value={`${location.origin}/set-password#${token}`} />
  </div>
)
