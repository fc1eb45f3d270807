import { Dialog } from '../../shared/dialog.tsx'
import { CopyField } from '../copy-field.tsx'

export const SecretDialog = ({ secret, onClose }: { secret: string; onClose: () => void }) => (
  <Dialog title="The secret, shown this once" onClose={onClose}>
    <div className="dialog-body">
      <p>Deliveries are signed with it: give it to the receiver, and keep it nowhere else.</p>
      <CopyField label="Secret" value={secret} />
      <footer className="dialog-foot">
        <button type="button" className="primary" onClick={onClose}>
          I have it
        </button>
      </footer>
    </div>
  </Dialog>
)
