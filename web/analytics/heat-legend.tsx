import type { CSSProperties } from 'react'
import { HEAT_LOOKS, type Heat } from './use-heat.ts'

const amount = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })
type Props = {
  heat: Heat
  items: readonly { cell: string; value: number }[]
  pointed: string | null
  isKnown: boolean
}

/** What the colours of the map mean, and the exact value of the cell below the pointer. */
export function HeatLegend({ heat, items, pointed, isKnown }: Props) {
  const { label, colour, meaning } = HEAT_LOOKS[heat]
  const value = items.find(({ cell }) => cell === pointed)?.value
  const total = items.reduce((sum, item) => sum + item.value, 0)
  return (
    <div className="heat-legend">
      <b>{label}</b>
      {isKnown && items.length === 0 ? (
        <span>No {meaning} in this period</span>
      ) : (
        <>
          <span className="heat-scale" style={{ '--heat': `var(--${colour})` } as CSSProperties} />
          <span className="heat-ends">
            <span>0</span>
            <span>{amount.format(items[0]?.value ?? 0)} in a cell</span>
          </span>
          <span aria-live="polite">
            {value === undefined
              ? `${amount.format(total)} ${meaning} in ${items.length} cells`
              : `${amount.format(value)} ${meaning} here`}
          </span>
        </>
      )}
    </div>
  )
}
