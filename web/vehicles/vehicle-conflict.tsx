import { useEffect, useRef } from 'react'
import type { AuditEntry } from '../api/types.ts'
import { actionText } from '../fleet/action-words.ts'
import { ColumnHeads } from '../shared/column-heads.tsx'
import { Icon } from '../shared/icons.tsx'
import { Time } from '../shared/time.tsx'
import type { Difference } from './vehicle-fields.tsx'

type Props = {
  changes: Difference[]
  /** What brought the vehicle past the version that was edited, newest first. */
  entries: AuditEntry[]
  isPending: boolean
  onTakeTheirs: () => void
  onKeepMine: () => void
}

/** A change that met somebody else's: who did what meanwhile, and which of the two is to stay. */
export function VehicleConflict({ changes, entries, isPending, onTakeTheirs, onKeepMine }: Props) {
  const choice = useRef<HTMLDivElement>(null)
  // Below the fields, on a phone below the screen.
  useEffect(() => {
    choice.current?.scrollIntoView({ block: 'end' })
  }, [])
  return (
    <div ref={choice} className="notice bad conflict" role="alert">
      <Icon name="alert" />
      <div className="notice-text">
        <b>Somebody else changed this vehicle meanwhile</b>
        {entries.map(({ id, action, actor, occurredAt }) => (
          <span key={id}>
            {actionText(action)} by {actor ?? 'its calendar'}, <Time iso={occurredAt} />
          </span>
        ))}
        <span>Nothing of yours was saved yet. This is where their version and yours differ:</span>
        <table className="plain">
          <ColumnHeads of={['Field', 'Theirs, saved', 'Yours']} />
          <tbody>
            {changes.map(({ name, label, theirs, yours }) => (
              <tr key={name}>
                <th scope="row">{label}</th>
                <td>{theirs}</td>
                <td>{yours}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="row">
          <button type="button" onClick={onTakeTheirs}>
            Take theirs
          </button>
          <button type="button" className="danger" disabled={isPending} onClick={onKeepMine}>
            Save mine over it
          </button>
        </div>
      </div>
    </div>
  )
}
