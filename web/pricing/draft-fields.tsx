import type { DraftForm } from './draft-form.ts'
import { type RateCard, TERM_GROUPS, termText } from './rate-terms.ts'
import { TermInput } from './term-input.tsx'

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

const TermField = ({ label, unit, value, isChanged, now, error, onChange }: FieldProps) => (
  <TermInput
    label={label}
    unit={unit}
    value={value}
    isChanged={isChanged}
    isWrong={error !== undefined}
    note={error ?? (isChanged && now ? `now ${now}` : '')}
    onChange={onChange}
  />
)
