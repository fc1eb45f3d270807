import { type ComponentProps, useId } from 'react'
import { useField } from './form.tsx'

type LabelProps = { label: string; unit?: string | undefined; isOptional?: boolean | undefined }
const LabelText = ({ label, unit, isOptional = false }: LabelProps) => (
  <span>
    {label}
    {unit && <span className="muted">, {unit}</span>}
    {isOptional && <span className="muted"> (optional)</span>}
  </span>
)

const Note = ({ id, error, hint }: { id: string; error: string | undefined; hint?: string | undefined }) => (
  <small id={id} className={error ? 'field-error' : 'muted'}>
    {error ?? hint}
  </small>
)

type TextProps = {
  name: string
  label: string
  start?: string | number
  hint?: string
  unit?: string
  isOptional?: boolean
  type?: 'text' | 'date' | 'datetime-local' | 'email' | 'tel'
}

/** One line of text, a number, a day or a time, within what the form's limits of its name say. */
export function TextField({ name, label, start = '', hint, unit, isOptional, type = 'text' }: TextProps) {
  const noteId = useId()
  const { limits, error } = useField(name)
  const { isRequired, maxLength, pattern, minimum, exclusiveMinimum, maximum } = limits
  return (
    <div className="field">
      <label>
        <LabelText label={label} unit={unit} isOptional={isOptional} />
        <input
          name={name}
          defaultValue={start}
          autoComplete="off"
          type={limits.type ? 'number' : type}
          required={isRequired}
          maxLength={maxLength}
          pattern={pattern}
          min={minimum ?? exclusiveMinimum}
          max={maximum}
          step={limits.type === 'integer' ? 1 : 'any'}
          aria-invalid={error !== undefined}
          aria-describedby={noteId}
        />
      </label>
      <Note id={noteId} error={error} hint={hint} />
    </div>
  )
}

type AreaProps = { name: string; label: string; start?: string; hint?: string }
export function AreaField({ name, label, start = '', hint }: AreaProps) {
  const noteId = useId()
  const { limits, error } = useField(name)
  return (
    <div className="field">
      <label>
        <LabelText label={label} />
        <textarea
          name={name}
          rows={3}
          defaultValue={start}
          required={limits.isRequired}
          maxLength={limits.maxLength}
          aria-invalid={error !== undefined}
          aria-describedby={noteId}
        />
      </label>
      <Note id={noteId} error={error} hint={hint} />
    </div>
  )
}

type ChoiceProps = {
  name: string
  label: string
  options: readonly (readonly [value: string, label: string])[]
  start: string
} & Pick<ComponentProps<'select'>, 'onChange'>

/** One of a few words. */
export function ChoiceField({ name, label, options, start, onChange }: ChoiceProps) {
  const noteId = useId()
  const { error } = useField(name)
  return (
    <div className="field">
      <label>
        <LabelText label={label} />
        <select
          name={name}
          defaultValue={start}
          onChange={onChange}
          aria-invalid={error !== undefined}
          aria-describedby={noteId}
        >
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <Note id={noteId} error={error} />
    </div>
  )
}
