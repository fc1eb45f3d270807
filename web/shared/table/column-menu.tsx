import { useEffect, useRef } from 'react'
import { Icon } from '../icons.tsx'
import type { Column, useColumns } from './columns.ts'

type Props<Row> = { columns: readonly Column<Row>[]; choice: ReturnType<typeof useColumns<Row>> }

/** Which columns a table has, for whoever looks at it in this browser. */
export function ColumnMenu<Row>({ columns, choice }: Props<Row>) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const closeOutside = ({ target }: PointerEvent) => {
      if (details.current && target instanceof Node && !details.current.contains(target))
        details.current.open = false
    }
    window.addEventListener('pointerdown', closeOutside)
    return () => window.removeEventListener('pointerdown', closeOutside)
  }, [])
  return (
    <details
      ref={details}
      className="column-choice"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return
        event.stopPropagation()
        details.current.open = false
        details.current.querySelector('summary')?.focus()
      }}
    >
      <summary className="button">
        <Icon name="columns" />
        Columns
      </summary>
      <fieldset className="choices">
        <legend className="visually-hidden">Columns</legend>
        {columns.slice(1).map(({ id, label }) => (
          <label key={id} className="check">
            <input type="checkbox" checked={choice.isShown(id)} onChange={() => choice.toggle(id)} />
            {label}
          </label>
        ))}
        <button type="button" className="quiet" onClick={choice.reset}>
          As usual
        </button>
      </fieldset>
    </details>
  )
}
