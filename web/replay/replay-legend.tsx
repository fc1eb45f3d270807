import { type ReactNode, useState } from 'react'
import { Pictures, Scale, SURGE_STRONGEST, usePictures } from '../map/legend-keys.tsx'
import { multiplierText } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'

const KEPT_LAYERS = 'hexhaul.replay-layers'
const LAYERS = { drivers: 'Drivers', bookings: 'Bookings', surge: 'Surge', decisions: 'Decisions' } as const
export type ReplayLayer = keyof typeof LAYERS
const ALL = Object.keys(LAYERS) as ReplayLayer[]
/** The layers that are shown, as this browser left them. */
export function useReplayLayers() {
  const [shown, setShown] = useState<readonly ReplayLayer[]>(() => {
    const kept = localStorage.getItem(KEPT_LAYERS)
    return kept === null ? ALL : ALL.filter((layer) => kept.split(',').includes(layer))
  })
  const show = (layers: readonly ReplayLayer[]) => {
    localStorage.setItem(KEPT_LAYERS, layers.join(','))
    setShown(layers)
  }
  return [shown, show] as const
}

type Props = { shown: readonly ReplayLayer[]; onChange: (shown: readonly ReplayLayer[]) => void }

export function ReplayLegend({ shown, onChange }: Props) {
  const pictures = usePictures()
  const keyOf: Record<ReplayLayer, ReactNode> = {
    drivers: <Pictures keys={pictures.drivers} />,
    bookings: <Pictures keys={pictures.bookings} />,
    surge: (
      <Scale colour="surge" from={multiplierText(1)} to={`${multiplierText(SURGE_STRONGEST)} and more`} />
    ),
    decisions: (
      <ul>
        <li>
          <i className="key-decision" />
          Driver chosen
        </li>
      </ul>
    ),
  }
  const toggle = (layer: ReplayLayer, isOn: boolean) =>
    onChange(ALL.filter((each) => (each === layer ? isOn : shown.includes(each))))
  return (
    <details className="legend" open={innerWidth > 760}>
      <summary>
        <Icon name="layers" />
        Layers
      </summary>
      <fieldset className="legend-body">
        <legend className="visually-hidden">Layers of the map</legend>
        {ALL.map((layer) => (
          <div key={layer}>
            <label className="check">
              <input
                type="checkbox"
                checked={shown.includes(layer)}
                onChange={(event) => toggle(layer, event.target.checked)}
              />
              {LAYERS[layer]}
            </label>
            {shown.includes(layer) && keyOf[layer]}
          </div>
        ))}
      </fieldset>
    </details>
  )
}
