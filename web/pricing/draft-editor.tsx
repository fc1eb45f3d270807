import { useRef, useState } from 'react'
import { ApiError } from '../api/client.ts'
import type { VehicleClass } from '../api/types.ts'
import { Link, navigate } from '../app/router.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { DraftFields } from './draft-fields.tsx'
import { bodyOf, changedNames, fieldErrors, startForm, startNote } from './draft-form.ts'
import { DraftPreview } from './draft-preview.tsx'
import { DraftStart } from './draft-start.tsx'
import { DraftWindows } from './draft-windows.tsx'
import type { RateCard } from './rate-terms.ts'
import { StartDialog } from './start-dialog.tsx'
import { useDebounced, usePreview } from './use-preview.ts'
import { useTrips } from './use-trips.ts'

type Props = {
  base: RateCard
  vehicleClass: VehicleClass
  /** Every version of the class, as far as is known. */
  versions: readonly RateCard[]
  leaveHref: string
}

/** A new version as it is typed: what it changes, what the server says of it and what trips would cost by it. */
export function DraftEditor({ base, vehicleClass, versions, leaveHref }: Props) {
  const [form, setForm] = useState(() => startForm(base))
  const trips = useTrips(base.market, vehicleClass)
  const [isStarting, setIsStarting] = useState(false)
  const [refused, setRefused] = useState<ApiError | null>(null)
  const fields = useRef<HTMLFormElement>(null)
  const held = versions.find(({ status }) => status === 'in_force')
  const body = bodyOf(form, base, vehicleClass)
  const still = useDebounced(body)
  const preview = usePreview(still, trips.trips)
  const note = startNote(form.startsAt, base.timeZone)
  const failure = refused ?? (preview.error instanceof ApiError ? preview.error : null)
  const errors = fieldErrors(failure?.fields ?? {}, base.currency)
  if (note?.isWrong) errors.startsAt = note.text
  const change = (next: Partial<typeof form>) => {
    setRefused(null)
    setForm({ ...form, ...next })
  }
  const focusFirstError = () => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  const changed = changedNames(form, held ?? base)
  const isMarked = Object.keys(errors).some((name) => !name.startsWith('trips'))
  const isOfTrip = failure?.code === 'too_far' || Object.keys(errors).some((name) => name.startsWith('trips'))
  return (
    <div className="draft-grid">
      <form
        ref={fields}
        className="draft"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (isMarked) focusFirstError()
          else setIsStarting(true)
        }}
      >
        <DraftHead
          title={`Draft of ${vehicleClassLabel(vehicleClass)} prices`}
          base={base}
          leaveHref={leaveHref}
        />
        <DraftFields
          form={form}
          base={base}
          held={held}
          changed={changed}
          errors={errors}
          onChange={change}
        />
        <DraftWindows form={form} base={base} changed={changed} errors={errors} onChange={change} />
        <DraftStart
          startsAt={form.startsAt}
          zone={base.timeZone}
          error={errors.startsAt}
          note={note?.isWrong ? undefined : note?.text}
          onChange={(startsAt) => change({ startsAt })}
        />
        {failure && !isMarked && !isOfTrip && (
          <ErrorNotice title="This draft would be refused" error={failure} />
        )}
        <footer className="draft-foot">
          <span className="muted" role="status">
            {isMarked
              ? 'See the fields that are marked.'
              : changed.size === 0
                ? 'Nothing differs from the version in force yet.'
                : `${changed.size} ${changed.size === 1 ? 'term differs' : 'terms differ'} from the version in force.`}
          </span>
          <button type="submit" className="primary">
            {form.startsAt ? 'Plan this version…' : 'Start this version…'}
          </button>
        </footer>
      </form>
      <DraftPreview
        draft={still}
        market={base.market}
        trips={trips}
        preview={preview}
        refusal={isOfTrip ? (Object.values(errors)[0] ?? failure?.message) : undefined}
      />
      {isStarting && (
        <StartDialog
          body={body}
          held={held}
          latest={Math.max(0, ...versions.map(({ version }) => version))}
          onClose={() => setIsStarting(false)}
          onRefused={(error) => {
            setIsStarting(false)
            setRefused(error)
            requestAnimationFrame(focusFirstError)
          }}
          onStarted={() => navigate(leaveHref)}
        />
      )}
    </div>
  )
}

const DraftHead = ({ title, base, leaveHref }: { title: string; base: RateCard; leaveHref: string }) => (
  <header className="draft-head">
    <Link className="back" href={leaveHref}>
      <Icon name="arrowLeft" />
      All versions
    </Link>
    <h2>{title}</h2>
    <span className="muted">
      From version {base.version}
      {` of ${vehicleClassLabel(base.vehicleClass).toLowerCase()}`}. Nothing changes until you start it.
    </span>
  </header>
)
