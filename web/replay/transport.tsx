import { clockTime } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { driverAt } from './drawn-fleet.ts'
import { type ReplayClock, SPEEDS } from './replay-clock.ts'
import { useMoment, useOfMoment } from './use-moment.ts'
import type { Scene } from './use-replay-map.ts'

type Props = { clock: ReplayClock; hourMs: number; scene: Scene | null }

/** Play, pause and speed, the time that is shown, and the city in numbers at that time. */
export function Transport({ clock, hourMs, scene }: Props) {
  const { isPlaying, speed } = useMoment(clock)
  return (
    <div className="transport">
      <button
        type="button"
        className="primary icon-only"
        aria-label={isPlaying ? 'Pause' : 'Play'}
        aria-keyshortcuts="Space"
        title={isPlaying ? 'Pause (space)' : 'Play (space)'}
        onClick={() => clock.toggle()}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <Clock clock={clock} hourMs={hourMs} />
      <fieldset className="speeds" title="Slower: [ · faster: ]">
        <legend className="visually-hidden">Speed</legend>
        {SPEEDS.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="speed"
              className="visually-hidden"
              checked={each === speed}
              onChange={() => clock.setSpeed(each)}
            />
            <span>{each}×</span>
          </label>
        ))}
      </fieldset>
      {scene && <Figures scene={scene} />}
    </div>
  )
}

function Clock({ clock, hourMs }: { clock: ReplayClock; hourMs: number }) {
  const second = useOfMoment(clock, Math.floor)
  const iso = new Date(hourMs + second * 1_000).toISOString()
  return (
    <time className="replay-clock" dateTime={iso}>
      {clockTime(iso)}
    </time>
  )
}

const STATES = { available: 'Available', busy: 'On a haul', paused: 'Paused' } as const

function Figures({ scene }: { scene: Scene }) {
  const second = useOfMoment(scene.clock, Math.floor)
  const { hauls, surge } = useOfMoment(scene.clock, scene.cityAt)
  const drivers = { available: 0, busy: 0, paused: 0 }
  for (const track of scene.tracks) {
    const driver = driverAt(track, scene.cityAt(second), second)
    if (driver) drivers[driver.state]++
  }
  const searching = hauls.filter(({ state }) => state === 'searching').length
  const figures = [
    ...Object.entries(STATES).map(
      ([state, label]) => [label, drivers[state as keyof typeof STATES]] as const,
    ),
    ['Searching', searching] as const,
    ['Under way', hauls.length - searching] as const,
    ['Surge cells', surge.length] as const,
  ]
  return (
    <dl className="replay-figures" aria-label="The city at this moment">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
