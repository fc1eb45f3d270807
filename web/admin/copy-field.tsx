import { useRef, useState } from 'react'
import { Icon } from '../shared/icons.tsx'

/** Something to take away as it is. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    field.current?.select()
    // Browsers offer the clipboard on secure origins only; elsewhere it is selected, for Ctrl-C.
    await navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <div className="copy-field">
      <label>
        <span>{label}</span>
        <input ref={field} className="id" readOnly value={value} onFocus={({ target }) => target.select()} />
      </label>
      <button type="button" onClick={() => void copy()}>
        <Icon name={isCopied ? 'check' : 'archive'} />
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  )
}
