import type { ReactNode } from 'react'
import { clockTime, multiplierText } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ALL_HEATS, ALL_LAYERS, HEATS, type Heat, LAYERS, type MapLayer, type ShownLayers } from './layers.ts'
import { Pictures, Scale, SURGE_STRONGEST, usePictures } from './legend-keys.tsx'
import { type HeatShown, written } from './use-heat.ts'
import { ZONE_KINDS, ZONE_LOOKS } from './zones.ts'

const HEAT_UNITS: Record<Heat, string> = {
  demand: 'bookings',
  supply: 'free drivers on average',
  unmet: 'searches without a driver',
}

type Props = { shown: ShownLayers; heat: HeatShown }

/** Which layers the map shows, and how each is read. */
export function Legend({ shown, heat }: Props) {
  const keys = usePictures()
  const keyOf: Record<MapLayer, ReactNode> = {
    drivers: <Pictures keys={keys.drivers} />,
    bookings: <Pictures keys={keys.bookings} />,
    surge: (
      <Scale colour="surge" from={multiplierText(1)} to={`${multiplierText(SURGE_STRONGEST)} and more`} />
    ),
    zones: (
      <ul>
        {ZONE_KINDS.map((kind) => (
          <li key={kind}>
            <i className="key-zone" data-kind={kind} />
            {ZONE_LOOKS[kind].label}
          </li>
        ))}
      </ul>
    ),
  }
  return (
    <details className="legend" open={innerWidth > 760}>
      <summary>
        <Icon name="layers" />
        Layers
      </summary>
      <div className="legend-body">
        <fieldset>
          <legend className="visually-hidden">Layers of the map</legend>
          {ALL_LAYERS.map((layer) => (
            <div key={layer}>
              <label className="check">
                <input
                  type="checkbox"
                  checked={shown.layers.includes(layer)}
                  onChange={() => shown.toggle(layer)}
                />
                {LAYERS[layer]}
              </label>
              {shown.layers.includes(layer) && keyOf[layer]}
            </div>
          ))}
        </fieldset>
        <HeatChoice shown={shown.heat} onChange={shown.showHeat} heat={heat} />
      </div>
    </details>
  )
}

type HeatProps = { shown: Heat | null; onChange: (heat: Heat | null) => void; heat: HeatShown }

function HeatChoice({ shown, onChange, heat: { since, most, error } }: HeatProps) {
  return (
    <fieldset>
      <legend>Heat</legend>
      <div className="segments">
        {[null, ...ALL_HEATS].map((heat) => (
          <label key={heat}>
            <input type="radio" name="heat" checked={heat === shown} onChange={() => onChange(heat)} />
            <span>{heat ? HEATS[heat] : 'Off'}</span>
          </label>
        ))}
      </div>
      {shown && (
        <div className="heat-key">
          {error && <p className="bad">{error.message}</p>}
          {!error && since && most === 0 && (
            <p>
              No {HEAT_UNITS[shown]} since {clockTime(since)}
            </p>
          )}
          {!error && since && most > 0 && (
            <>
              <Scale colour={shown} from="0" to={written(most)} />
              <p>
                {HEAT_UNITS[shown]} a cell since {clockTime(since)}
              </p>
            </>
          )}
        </div>
      )}
    </fieldset>
  )
}
