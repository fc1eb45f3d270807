import { type ReactNode, useRef, useState } from 'react'
import type { VehicleClass } from '../api/types.ts'
import { Link, navigate } from '../app/router.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { DraftFields } from './draft-fields.tsx'
import { DraftPreview } from './draft-preview.tsx'
import { DraftStart } from './draft-start.tsx'
import { DraftWindows } from './draft-windows.tsx'
import { DiscardDraft } from './kept-draft.tsx'
import { discardDraft } from './kept-drafts.ts'
import type { RateCard } from './rate-terms.ts'
import { StartDialog } from './start-dialog.tsx'
import { useDraft } from './use-draft.ts'

type Props = {
  base: RateCard
  vehicleClass: VehicleClass
  /** Every version of the class, as far as is known. */
  versions: readonly RateCard[]
  leaveHref: string
}

/** A new version as it is typed: what it changes, what the server says of it and what trips would cost by it. */
export default function DraftEditor({ base, vehicleClass, versions, leaveHref }: Props) {
  const held = versions.find(({ status }) => status === 'in_force')
  const draft = useDraft({ base, vehicleClass, held })
  const [isStarting, setIsStarting] = useState(false)
  const fields = useRef<HTMLFormElement>(null)
  const focusFirstError = () => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  const { form, changed, errors, change } = draft
  return (
    <div className="draft-grid">
      <form
        ref={fields}
        className="draft"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (draft.isMarked) focusFirstError()
          else setIsStarting(true)
        }}
      >
        <DraftHead
          title={`Draft of ${vehicleClassLabel(vehicleClass)} prices`}
          base={base}
          leaveHref={leaveHref}
        />
        <DraftFields {...{ form, base, held, changed, errors }} onChange={change} />
        <DraftWindows {...{ form, base, changed, errors }} onChange={change} />
        <DraftStart
          startsAt={form.startsAt}
          zone={base.timeZone}
          error={errors.startsAt}
          note={draft.startNote}
          onChange={(startsAt) => change({ startsAt })}
        />
        {draft.refusal && <ErrorNotice title="This draft would be refused" error={draft.refusal} />}
        <DraftFoot isMarked={draft.isMarked} changes={changed.size} isPlanned={form.startsAt !== ''}>
          {draft.kept && <DiscardDraft kept={draft.kept} {...{ base, vehicleClass }} />}
        </DraftFoot>
      </form>
      <DraftPreview
        draft={draft.still}
        market={base.market}
        trips={draft.trips}
        preview={draft.preview}
        refusal={draft.tripRefusal}
      />
      {isStarting && (
        <StartDialog
          body={draft.body}
          held={held}
          latest={Math.max(0, ...versions.map(({ version }) => version))}
          onClose={() => setIsStarting(false)}
          onRefused={(error) => {
            setIsStarting(false)
            draft.refuse(error)
            requestAnimationFrame(focusFirstError)
          }}
          onStarted={() => {
            discardDraft({ base, vehicleClass })
            navigate(leaveHref)
          }}
        />
      )}
    </div>
  )
}

type FootProps = { isMarked: boolean; changes: number; isPlanned: boolean; children: ReactNode }
const DraftFoot = ({ isMarked, changes, isPlanned, children }: FootProps) => (
  <footer className="draft-foot">
    <span className="muted" role="status">
      {isMarked
        ? 'See the fields that are marked.'
        : changes === 0
          ? 'Nothing differs from the version in force yet.'
          : `${changes} ${changes === 1 ? 'term differs' : 'terms differ'} from the version in force.`}
    </span>
    <div className="actions">
      {children}
      <button type="submit" className="primary">
        {isPlanned ? 'Plan this version…' : 'Start this version…'}
      </button>
    </div>
  </footer>
)

const DraftHead = ({ title, base, leaveHref }: { title: string; base: RateCard; leaveHref: string }) => (
  <header className="draft-head">
    <Link className="back" href={leaveHref}>
      <Icon name="arrowLeft" />
      All versions
    </Link>
    <h2>{title}</h2>
    <span className="muted">
      From version {base.version}
      {` of ${vehicleClassLabel(base.vehicleClass).toLowerCase()}`}. Nothing changes until you start it; until
      then this browser keeps it.
    </span>
  </header>
)
