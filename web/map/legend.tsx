import { useEffect, useState } from 'react'
import { Icon } from '../shared/icons.tsx'
import { type DriverIcon, driverIconUrl } from './driver-icons.ts'
import { onThemeChange } from './theme-colours.ts'

const KEPT_LAYERS = 'hexhaul.layers'
const LAYERS = { drivers: 'Drivers', bookings: 'Bookings', surge: 'Surge' } as const
export type MapLayer = keyof typeof LAYERS
const ALL = Object.keys(LAYERS) as MapLayer[]
const DRIVERS: { icon: DriverIcon; label: string }[] = [
  { icon: 'available', label: 'Available' },
  { icon: 'busy', label: 'On a haul' },
  { icon: 'paused', label: 'Paused' },
]

/** The layers that are shown, as this browser left them. */
export function useShownLayers() {
  const [shown, setShown] = useState<readonly MapLayer[]>(() => {
    const kept = localStorage.getItem(KEPT_LAYERS)
    return kept === null ? ALL : ALL.filter((layer) => kept.split(',').includes(layer))
  })
  const show = (layers: readonly MapLayer[]) => {
    localStorage.setItem(KEPT_LAYERS, layers.join(','))
    setShown(layers)
  }
  return [shown, show] as const
}

type Props = { shown: readonly MapLayer[]; onChange: (shown: readonly MapLayer[]) => void }

export function Legend({ shown, onChange }: Props) {
  const [icons, setIcons] = useState(drawIcons)
  useEffect(() => onThemeChange(() => setIcons(drawIcons())), [])
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
                onChange={(event) =>
                  onChange(
                    ALL.filter((each) => (each === layer ? event.target.checked : shown.includes(each))),
                  )
                }
              />
              {LAYERS[layer]}
            </label>
            <Key layer={layer} icons={icons} />
          </div>
        ))}
      </fieldset>
    </details>
  )
}

const drawIcons = () => DRIVERS.map(({ icon }) => driverIconUrl(icon))

function Key({ layer, icons }: { layer: MapLayer; icons: string[] }) {
  if (layer === 'drivers')
    return (
      <ul>
        {DRIVERS.map(({ icon, label }, i) => (
          <li key={icon}>
            <img src={icons[i]} alt="" />
            {label}
          </li>
        ))}
      </ul>
    )
  if (layer === 'bookings')
    return (
      <ul>
        <li>
          <i className="key searching" />
          Pickup, searching
        </li>
        <li>
          <i className="key pickup" />
          Pickup
        </li>
        <li>
          <i className="key dropoff" />
          Drop-off
        </li>
      </ul>
    )
  return (
    <ul>
      <li>
        <i className="key surge" />
        Price above the normal
      </li>
    </ul>
  )
}
