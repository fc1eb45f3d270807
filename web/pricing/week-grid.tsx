import { multiplierText } from '../shared/format.ts'
import { DAY_NAMES, MULTIPLIER_PERMILLE, type RateWindow } from './rate-terms.ts'
import { weekBlocks } from './week-blocks.ts'

const HOURS = [0, 6, 12, 18, 24]
const percent = (share: number) => `${share * 100}%`
/** Below this share of a day a block has no room for its figure. */
const LABEL_MIN_SHARE = 0.075

type Props = {
  windows: readonly RateWindow[]
  timeZone: string
  /** Places of windows that the server refuses, or that differ from those in force. */
  wrong?: ReadonlySet<number>
  changed?: ReadonlySet<number>
}

/** The week of the market's clock, a day a row, with the windows in it. */
export function WeekGrid({ windows, timeZone, wrong, changed }: Props) {
  const blocks = weekBlocks(windows)
  return (
    <figure className="week">
      <div className="week-days" aria-hidden="true">
        {DAY_NAMES.map((name, i) => (
          <div key={name} className="week-row">
            <span>{name}</span>
            <div className="week-track">
              {blocks
                .filter(({ day }) => day === i + 1)
                .map(({ window, start, length }) => {
                  const multiplier = (windows[window]?.multiplierPermille ?? 0) / MULTIPLIER_PERMILLE
                  return (
                    <span
                      key={`${window} ${start}`}
                      className="week-block"
                      data-is={multiplier < 1 ? 'cheaper' : 'dearer'}
                      data-wrong={wrong?.has(window)}
                      data-changed={changed?.has(window)}
                      style={{ left: percent(start), width: percent(length) }}
                      title={windows[window]?.label}
                    >
                      {length >= LABEL_MIN_SHARE && Number.isFinite(multiplier) && multiplierText(multiplier)}
                    </span>
                  )
                })}
            </div>
          </div>
        ))}
        <div className="week-hours">
          {HOURS.map((hour) => (
            <span key={hour} style={{ left: percent(hour / 24) }}>
              {hour}
            </span>
          ))}
        </div>
      </div>
      <figcaption className="muted">
        By the clock of {timeZone}; outside the windows {multiplierText(1)}.
      </figcaption>
    </figure>
  )
}
