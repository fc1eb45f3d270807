import { useEffect, useState } from 'react'
import { type DriverIcon, driverIconUrl } from '../map/driver-icons.ts'
import { onThemeChange } from '../map/theme-colours.ts'
import { Icon } from '../shared/icons.tsx'

const KEPT_LAYERS = 'hexhaul.replay-layers'
const LAYERS = { drivers: 'Drivers', bookings: 'Bookings', surge: 'Surge', decisions: 'Decisions' } as const
export type ReplayLayer = keyof typeof LAYERS
const ALL = Object.keys(LAYERS) as ReplayLayer[]
const DRIVERS: { icon: DriverIcon; label: string }[] = [
  { icon: 'available', label: 'Available' },
  { icon: 'busy', label: 'On a haul' },
  { icon: 'paused', label: 'Paused' },
]
const KEYS: Record<Exclude<ReplayLayer, 'drivers'>, readonly (readonly [key: string, label: string])[]> = {
  bookings: [
    ['searching', 'Pickup, searching'],
    ['pickup', 'Pickup'],
    ['dropoff', 'Drop-off'],
  ],
  surge: [['surge', 'Price above the normal']],
  decisions: [['decision', 'Driver chosen']],
}

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

const drawIcons = () => DRIVERS.map(({ icon }) => driverIconUrl(icon))

type Props = { shown: readonly ReplayLayer[]; onChange: (shown: readonly ReplayLayer[]) => void }

export function ReplayLegend({ shown, onChange }: Props) {
  const [icons, setIcons] = useState(drawIcons)
  useEffect(() => onThemeChange(() => setIcons(drawIcons())), [])
  const toggle = (layer: ReplayLayer, isOn: boolean) =>
    onChange(ALL.filter((each) => (each === layer ? isOn : shown.includes(each))))
  return (
    <details className="legend" open={innerWidth > 720}>
      <summary>
        <Icon name="layers" />
        Layers
      </summary>
      <fieldset>
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
            <ul>
              {layer === 'drivers'
                ? DRIVERS.map(({ icon, label }, i) => (
                    <li key={icon}>
                      <img src={icons[i]} alt="" />
                      {label}
                    </li>
                  ))
                : KEYS[layer].map(([key, label]) => (
                    <li key={key}>
                      <i className={`key ${key}`} />
                      {label}
                    </li>
                  ))}
            </ul>
          </div>
        ))}
      </fieldset>
    </details>
  )
}
