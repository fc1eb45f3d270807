import { type Dispatch, useEffect, useId, useState } from 'react'
import type { Change, Outline } from './outline.ts'
import { readOutline, writeOutline } from './outline-text.ts'

const ROWS = 7

/** The outline as text, for whoever has no pointer, or has it already: typed, pasted or out of a file. */
export function OutlineText({ outline, onChange }: { outline: Outline; onChange: Dispatch<Change> }) {
  const noteId = useId()
  const written = writeOutline(outline)
  const [text, setText] = useState(written)
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => setText(written), [written])
  const use = (wanted: string) => {
    try {
      onChange({ type: 'replace', outline: readOutline(wanted) })
      setFault(null)
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div className="outline-text">
      <label>
        <span>Coordinates or GeoJSON</span>
        <textarea
          rows={ROWS}
          value={text}
          spellCheck={false}
          placeholder={'77.57, 12.96\n77.61, 12.96\n77.61, 12.99'}
          aria-invalid={fault !== null}
          aria-describedby={noteId}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <small id={noteId} className={fault ? 'field-error' : 'muted'} role={fault ? 'alert' : undefined}>
        {fault ?? 'A corner a line, longitude first; or GeoJSON with polygons.'}
      </small>
      <div className="row">
        <button type="button" onClick={() => use(text)}>
          Use these
        </button>
        <label className="button">
          From a file
          <input
            className="visually-hidden"
            type="file"
            accept=".geojson,.json,.txt,.csv"
            onChange={async ({ target }) => {
              const file = target.files?.[0]
              target.value = ''
              if (!file) return
              const read = await file.text()
              setText(read)
              use(read)
            }}
          />
        </label>
      </div>
    </div>
  )
}
