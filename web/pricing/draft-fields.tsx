import { useId } from 'react'
import type { DraftForm } from './draft-form.ts'
import { type RateCard, TERM_GROUPS, termText } from './rate-terms.ts'

type Props = {
  form: DraftForm
  base: RateCard
  held: RateCard | undefined
  changed: ReadonlySet<string>
  errors: Record<string, string>
  onChange: (next: Partial<DraftForm>) => void
}

/** The figures of a draft; below each that was changed is what it is now. */
export const DraftFields = ({ form, base, held, changed, errors, onChange }: Props) => (
  <section className="card draft-terms">
    {TERM_GROUPS.map(({ title, terms }) => (
      <fieldset key={title}>
        <legend>{title}</legend>
        <div className="draft-fields">
          {terms.map((term) => (
            <TermField
              key={term.name}
              label={term.label}
              unit={term.unit === 'money' ? base.currency : 'min'}
              value={form.terms[term.name]}
              isChanged={changed.has(term.name)}
              now={held && termText(term, held[term.name], held.currency)}
              error={
                errors[term.name] && form.terms[term.name].trim() === '' ? 'Fill this in' : errors[term.name]
              }
              onChange={(value) => onChange({ terms: { ...form.terms, [term.name]: value } })}
            />
          ))}
        </div>
      </fieldset>
    ))}
  </section>
)

type FieldProps = {
  label: string
  unit: string
  value: string
  isChanged: boolean
  now: string | undefined
  error: string | undefined
  onChange: (value: string) => void
}

function TermField({ label, unit, value, isChanged, now, error, onChange }: FieldProps) {
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
            aria-invalid={error !== undefined}
            aria-describedby={noteId}
            onChange={(event) => onChange(event.target.value)}
          />
          <span>{unit}</span>
        </span>
      </label>
      <small id={noteId} className={error ? 'field-error' : 'muted'}>
        {error ?? (isChanged && now ? `now ${now}` : '')}
      </small>
    </div>
  )
}
