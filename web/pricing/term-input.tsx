import { useId } from 'react'

type Props = {
  label: string
  unit: string
  value: string
  isChanged: boolean
  isWrong: boolean
  /** What is wrong, or what there is to know. */
  note: string
  onChange: (value: string) => void
}

/** A figure with its unit, and a note below it. */
export function TermInput({ label, unit, value, isChanged, isWrong, note, onChange }: Props) {
  const noteId = useId()
  return (
    <div className="field" data-changed={isChanged}>
      <label>
        <span>{label}</span>
        <span className="with-unit">
          <input
            value={value}
            inputMode="decimal"
            autoComplete="off"
            aria-invalid={isWrong}
            aria-describedby={noteId}
            onChange={(event) => onChange(event.target.value)}
          />
          <span>{unit}</span>
        </span>
      </label>
      <small id={noteId} className={isWrong ? 'field-error' : 'muted'}>
        {note}
      </small>
    </div>
  )
}
