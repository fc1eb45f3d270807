import { type Dispatch, useId, useState } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { findMeetingLines } from './find-meeting-lines.ts'
import { type Change, type Draft, linesOf, mayRemove } from './outline.ts'
import { OutlineText } from './outline-text-field.tsx'

type Props = {
  draft: Draft
  errors: Record<string, string>
  isReadOnly: boolean
  onChange: Dispatch<Change>
}

/** What can be done to the outline beside the map, and what is wrong with it. */
export function OutlineTools({ draft, errors, isReadOnly, onChange }: Props) {
  const titleId = useId()
  const [isTyping, setTyping] = useState(false)
  const isDrawing = draft.open !== null
  const count = linesOf(draft).length + (isDrawing && draft.open?.length ? 1 : 0)
  const faults = faultsOf(errors)
  if (isReadOnly) return null
  return (
    <section className="outline" aria-labelledby={titleId}>
      <h3 id={titleId}>
        Outline <span className="muted">{count > 0 ? `${count} corners` : 'not drawn yet'}</span>
      </h3>
      <div className="row">
        {isDrawing ? (
          <>
            <button type="button" disabled={count < 3} onClick={() => onChange({ type: 'close' })}>
              <Icon name="check" />
              Close it
            </button>
            <button type="button" onClick={() => onChange({ type: 'giveUp' })}>
              Give up
            </button>
          </>
        ) : (
          <button type="button" onClick={() => onChange({ type: 'begin' })}>
            <Icon name="edit" />
            {count > 0 ? 'Draw anew' : 'Draw on the map'}
          </button>
        )}
        <button type="button" disabled={draft.past.length === 0} onClick={() => onChange({ type: 'undo' })}>
          Undo
        </button>
        {!isDrawing && count > 0 && (
          <button
            type="button"
            disabled={!mayRemove(draft)}
            onClick={() => onChange({ type: 'removeChosen' })}
          >
            Remove corner
          </button>
        )}
        <button type="button" aria-expanded={isTyping} onClick={() => setTyping(!isTyping)}>
          Coordinates
        </button>
      </div>
      <p className="muted" role="status">
        {hintOf(isDrawing, count)}
      </p>
      {findMeetingLines(linesOf(draft)).length > 0 && (
        <p className="field-error" role="status">
          The outline crosses or touches itself where it is red on the map. It cannot be saved so.
        </p>
      )}
      {faults.length > 0 && (
        <ul className="field-error">
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {isTyping && <OutlineText outline={draft.outline} onChange={onChange} />}
    </section>
  )
}

const hintOf = (isDrawing: boolean, count: number) => {
  if (isDrawing)
    return 'Click a corner after the other; double-click or Enter closes, Escape gives up, Backspace takes the last one back.'
  if (count > 0)
    return 'Drag a corner to move it, the middle of a line to add one; Delete removes the one that is chosen.'
  return 'Click its corners on the map, or paste coordinates or GeoJSON.'
}

/** Corners are counted from 1 where people read of them. */
const inWords = (text: string) =>
  text.replace(
    /geometry\.coordinates(?:\.\d+)*?\.(\d+)(?!\.?\d)/g,
    (_, at: string) => `corner ${Number(at) + 1}`,
  )

/** What the server said of the geometry, each with the corner that it is about. */
const faultsOf = (errors: Record<string, string>) =>
  Object.entries(errors)
    .filter(([path]) => path.startsWith('geometry'))
    .map(([path, message]) => {
      const where = inWords(path)
      return where === path ? inWords(message) : `${where.replace('c', 'C')}: ${inWords(message)}`
    })
