import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'

const REASON_MAX = 500
const OTHER = 'Another reason'

type Props = {
  title: string
  children: ReactNode
  reasons: readonly string[]
  /** What else is asked, before the reason. */
  fields?: ReactNode
  /** What goes on, and what is left as it is, as on the buttons. */
  submit: string
  keep: string
  /** What went wrong, above the buttons. */
  problem?: ReactNode
  /** While it is done, or where it can be done no more. */
  isDisabled?: boolean
  onReason: (reason: string, form: FormData) => void
  onClose: () => void
}

/** Asks why, before something is done that others are told the reason of. */
export function ReasonDialog(props: Props) {
  const { title, children, fields, reasons, submit, keep, problem, isDisabled = false } = props
  const { onReason, onClose } = props
  const [choice, setChoice] = useState<string>()
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          const reason = String(form.get(choice === OTHER ? 'other' : 'reason') ?? '').trim()
          if (reason) onReason(reason, form)
        }}
      >
        <p>{children}</p>
        {fields}
        <fieldset className="choices">
          <legend>Reason</legend>
          {[...reasons, OTHER].map((reason) => (
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
        {problem}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            {keep}
          </button>
          <button type="submit" className="danger solid" disabled={!choice || isDisabled}>
            {submit}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
