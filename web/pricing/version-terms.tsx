import { type Change, type RateCard, TERM_GROUPS, termText, windowText } from './rate-terms.ts'
import { WeekGrid } from './week-grid.tsx'

type Props = {
  card: RateCard
  /** The version in force, where this is another. */
  held: RateCard | undefined
  changes: readonly Change[]
}

/** A version in full; what is other than in the version in force has that one's beside it. */
export function VersionTerms({ card, held, changes }: Props) {
  const changed = new Map(changes.map((change) => [change.name, change]))
  const changedWindows = new Set(
    card.windows.flatMap(({ label }, i) => (changed.has(`window ${label}`) ? [i] : [])),
  )
  const gone = changes.filter(({ name, after }) => name.startsWith('window ') && after === 'none')
  return (
    <>
      {held && (
        <p className="muted">
          {changes.length === 0
            ? `The same terms as version ${held.version}, in force.`
            : `Marked where it differs from version ${held.version}, in force.`}
        </p>
      )}
      <div className="terms">
        {TERM_GROUPS.map(({ title, terms }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {terms.map((term) => (
                <div key={term.name} data-changed={changed.has(term.name)}>
                  <dt>{term.label}</dt>
                  <dd>
                    {changed.has(term.name) && <s>{changed.get(term.name)?.before}</s>}
                    {termText(term, card[term.name], card.currency)}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section className="terms-windows">
          <h3>Time of day</h3>
          <WeekGrid windows={card.windows} timeZone={card.timeZone} changed={changedWindows} />
          <ul className="window-list">
            {card.windows.map((window, i) => (
              <li key={`${window.label} ${windowText(window)}`} data-changed={changedWindows.has(i)}>
                <b>{window.label}</b>
                <span>
                  {changedWindows.has(i) && <s>{changed.get(`window ${window.label}`)?.before}</s>}
                  {windowText(window)}
                </span>
              </li>
            ))}
            {gone.map(({ name, label, before }) => (
              <li key={name} data-changed="true">
                <b>{label}</b>
                <span>
                  <s>{before}</s>none
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  )
}
