import { multiplierText } from '../shared/format.ts'

type Props = {
  isCompared: boolean
  cap: number
  canCompare: boolean
  hasCaps: boolean
  onCompare: (on: boolean) => void
}

export const SurgeLegend = ({ isCompared, cap, canCompare, hasCaps, onCompare }: Props) => (
  <div className="surge-legend">
    {isCompared ? (
      <p>
        <i className="surge-scale lower" />
        Shadow lower
        <i className="surge-scale" />
        Shadow higher
      </p>
    ) : (
      <p>
        {multiplierText(1)}
        <i className="surge-scale" />
        {multiplierText(cap)}
      </p>
    )}
    {hasCaps && (
      <p>
        <i className="cap-line" />
        Zone with a cap
      </p>
    )}
    {(canCompare || isCompared) && (
      <label className="check">
        <input type="checkbox" checked={isCompared} onChange={(event) => onCompare(event.target.checked)} />
        Shadow less live
      </label>
    )}
  </div>
)
