import { type ReactNode, useEffect, useRef } from 'react'
import { ColumnHeads } from './column-heads.tsx'
import { Icon } from './icons.tsx'

export type Difference = { name: string; label: string; theirs: string; yours: string }

type Props = {
  what: string
  changes: Difference[]
  isPending: boolean
  onTakeTheirs: () => void
  onKeepMine: () => void
  /** Who did what meanwhile, where that is known. */
  children?: ReactNode
}

/** What somebody else has saved meanwhile beside what was typed here, and which of the two is to hold. */
export function ConflictChoice({ what, changes, isPending, onTakeTheirs, onKeepMine, children }: Props) {
  const choice = useRef<HTMLDivElement>(null)
  // Below the fields, on a phone below the screen.
  useEffect(() => {
    choice.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={choice} className="notice bad conflict" role="alert">
      <Icon name="alert" />
      <div className="notice-text">
        <b>Somebody else changed {what} meanwhile</b>
        {children}
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
