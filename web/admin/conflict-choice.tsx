import { useEffect, useRef } from 'react'
import { Icon } from '../shared/icons.tsx'

export type Difference = { name: string; label: string; theirs: string; yours: string }

type Props = {
  what: string
  changes: Difference[]
  isPending: boolean
  onTakeTheirs: () => void
  onKeepMine: () => void
}

/** What somebody else has saved meanwhile beside what was typed here, and which of the two is to hold. */
export function ConflictChoice({ what, changes, isPending, onTakeTheirs, onKeepMine }: Props) {
  const choice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    choice.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={choice} className="notice bad conflict" role="alert">
      <Icon name="alert" />
      <div className="notice-text">
        <b>Somebody else changed this {what} meanwhile</b>
        <span>Nothing of yours was saved yet. Where their version and yours differ:</span>
        <dl className="conflict-list">
          {changes.map(({ name, label, theirs, yours }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                <span className="muted">Theirs, saved</span> {theirs}
              </dd>
              <dd>
                <span className="muted">Yours</span> {yours}
              </dd>
            </div>
          ))}
        </dl>
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
