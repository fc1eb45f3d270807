import type { VehicleClass } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { Icon } from '../shared/icons.tsx'
import { notify } from '../shared/notices.tsx'
import { Time } from '../shared/time.tsx'
import { discardDraft, type KeptDraft, keepDraft, useKeptDraft } from './kept-drafts.ts'
import type { RateCard } from './rate-terms.ts'

type Props = { base: RateCard; vehicleClass: VehicleClass }

/** Throws a draft away; for as long as that is said it can be had again. */
export function DiscardDraft({ base, vehicleClass, kept }: Props & { kept: KeptDraft }) {
  const of = { base, vehicleClass }
  const discard = () => {
    discardDraft(of)
    notify({
      text: `The draft from version ${base.version} was discarded.`,
      action: {
        label: 'Undo',
        run: async () => {
          keepDraft(of, kept.form)
          return 'The draft is back.'
        },
      },
    })
  }
  return (
    <button type="button" className="danger" onClick={discard}>
      Discard the draft
    </button>
  )
}

/** That a draft was begun from a version and waits to be gone on with. */
export function KeptDraftNotice({ base, vehicleClass, href }: Props & { href: string }) {
  const kept = useKeptDraft({ base, vehicleClass })
  if (!kept) return null
  return (
    <div className="notice kept-draft">
      <Icon name="edit" />
      <div className="notice-text">
        <b>Your draft from version {base.version} is not started</b>
        <span>
          Changed <Time iso={kept.changedAt} />, kept in this browser.
        </span>
      </div>
      <Link className="button" href={href}>
        Go on with it
      </Link>
      <DiscardDraft {...{ base, vehicleClass, kept }} />
    </div>
  )
}
