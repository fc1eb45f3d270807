import { type ComponentProps, useId } from 'react'

type Props = ComponentProps<'input'> & { label: string; hint?: string; error: string | undefined }

/** A field of a form, with what is to be typed there, or what the server said of what was. */
export function TextField({ label, hint, error, ...input }: Props) {
  const noteId = useId()
  return (
    <div className="field">
      <label>
        <span>{label}</span>
        <input autoComplete="off" {...input} aria-invalid={error !== undefined} aria-describedby={noteId} />
      </label>
      <small id={noteId} className={error ? 'field-error' : 'muted'}>
        {error ?? hint}
      </small>
    </div>
  )
}
