import { useId } from 'react'
import { Icon } from '../shared/icons.tsx'
import { type DraftForm, newWindow, type WindowForm } from './draft-form.ts'
import { DAY_NAMES, MULTIPLIER_PERMILLE, type RateCard } from './rate-terms.ts'
import { WeekGrid } from './week-grid.tsx'

type Props = {
  form: DraftForm
  base: RateCard
  changed: ReadonlySet<string>
  errors: Record<string, string>
  onChange: (next: Partial<DraftForm>) => void
}

/** The windows of a draft as a week, and each as it is typed. */
export function DraftWindows({ form, base, changed, errors, onChange }: Props) {
  const { windows, windowsCoverWeek } = form
  const set = (place: number, next: Partial<WindowForm>) =>
    onChange({ windows: windows.map((window, i) => (i === place ? { ...window, ...next } : window)) })
  const errorsOf = (place: number) =>
    Object.entries(errors).filter(([name]) => `${name}.`.startsWith(`windows.${place}.`))
  const placesWhere = (isSo: (place: number) => boolean) => new Set([...windows.keys()].filter(isSo))
  return (
    <section className="card draft-windows">
      <h2>Time of day</h2>
      <WeekGrid
        windows={windows.map(({ multiplier, ...window }) => ({
          ...window,
          multiplierPermille: Number(multiplier.replace(',', '.')) * MULTIPLIER_PERMILLE,
        }))}
        timeZone={base.timeZone}
        wrong={placesWhere((place) => errorsOf(place).length > 0)}
        changed={placesWhere((place) => changed.has(`windows.${place}`))}
      />
      <ol className="window-rows">
        {windows.map((window, place) => (
          <WindowRow
            key={window.key}
            window={window}
            place={place}
            isChanged={changed.has(`windows.${place}`)}
            errors={errorsOf(place)}
            onChange={(next) => set(place, next)}
            onRemove={() => onChange({ windows: windows.filter(({ key }) => key !== window.key) })}
          />
        ))}
      </ol>
      <div className="window-foot">
        <button type="button" onClick={() => onChange({ windows: [...windows, newWindow()] })}>
          <Icon name="plus" />
          Add a window
        </button>
        <label className="check">
          <input
            type="checkbox"
            checked={windowsCoverWeek}
            aria-invalid={errors.windows !== undefined}
            aria-describedby="windows-error"
            onChange={(event) => onChange({ windowsCoverWeek: event.target.checked })}
          />
          Windows must cover the whole week
        </label>
      </div>
      <small id="windows-error" className="field-error" role="status">
        {errors.windows}
      </small>
    </section>
  )
}

type RowProps = {
  window: WindowForm
  place: number
  isChanged: boolean
  errors: readonly (readonly [name: string, message: string])[]
  onChange: (next: Partial<WindowForm>) => void
  onRemove: () => void
}

function WindowRow({ window, place, isChanged, errors, onChange, onRemove }: RowProps) {
  const noteId = useId()
  const { label, days, from, to, multiplier } = window
  const isWrong = (field: string) =>
    errors.some(([name]) => name === `windows.${place}` || name.startsWith(`windows.${place}.${field}`))
  const text = (field: 'label' | 'from' | 'to' | 'multiplier', name: string, value: string) => (
    <label className={`window-${field}`}>
      <span>{name}</span>
      <input
        value={value}
        autoComplete="off"
        aria-invalid={isWrong(field)}
        aria-describedby={noteId}
        onChange={(event) => onChange({ [field]: event.target.value })}
      />
    </label>
  )
  return (
    <li data-changed={isChanged}>
      {text('label', 'Window', label)}
      <fieldset className="days" data-wrong={isWrong('days')} aria-describedby={noteId}>
        <legend className="visually-hidden">Days of {label || 'the new window'}</legend>
        {DAY_NAMES.map((name, i) => (
          <label key={name}>
            <input
              className="day-input"
              type="checkbox"
              aria-label={name}
              checked={days.includes(i + 1)}
              onChange={({ target }) =>
                onChange({ days: target.checked ? [...days, i + 1] : days.filter((day) => day !== i + 1) })
              }
            />
            <span aria-hidden="true">{name[0]}</span>
          </label>
        ))}
      </fieldset>
      {text('from', 'From', from)}
      {text('to', 'To', to)}
      {text('multiplier', 'Times', multiplier)}
      <button
        type="button"
        className="quiet icon-only"
        aria-label={`Remove ${label || 'the window'}`}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
      <small id={noteId} className="window-error field-error" role="status">
        {errors.map(([, message]) => message).join(' ')}
      </small>
    </li>
  )
}
