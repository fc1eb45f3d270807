import type { Answer } from '../../api/routes.ts'
import { Link } from '../../app/router.tsx'
import { Badge } from '../../shared/badge.tsx'
import { Time } from '../../shared/time.tsx'

export type Letter = Answer<'get', '/v1/admin/dead-letters'>['items'][number]
/** What came of a retry. */
export type Outcome = 'pending' | 'retried' | Error

type Known = { type?: unknown; key?: unknown }
/** What the event is called, and whose it is, where it says so. */
export function eventName({ event }: Letter): { type: string; key: string } {
  const { type, key } = (typeof event === 'object' && event ? event : {}) as Known
  return { type: typeof type === 'string' ? type : 'Unknown event', key: typeof key === 'string' ? key : '' }
}

type Props = {
  items: Letter[]
  chosen: ReadonlySet<string>
  onChosen: (chosen: ReadonlySet<string>) => void
  outcomes: ReadonlyMap<string, Outcome>
  hrefOf: (id: string) => string
}

export function LetterTable({ items, chosen, onChosen, outcomes, hrefOf }: Props) {
  const open = items.filter(({ retriedAt }) => !retriedAt).map(({ id }) => id)
  const areAllChosen = open.length > 0 && open.every((id) => chosen.has(id))
  const choose = (ids: readonly string[], isChosen: boolean) => {
    const next = new Set(chosen)
    for (const id of ids) isChosen ? next.add(id) : next.delete(id)
    onChosen(next)
  }
  return (
    <table className="stacking">
      <thead>
        <tr>
          <th scope="col" className="choose">
            <input
              type="checkbox"
              aria-label="Choose all that were given up"
              checked={areAllChosen}
              disabled={open.length === 0}
              onChange={({ target }) => choose(open, target.checked)}
            />
          </th>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Consumer</th>
          <th scope="col">Reason</th>
          <th scope="col" className="number">
            Attempts
          </th>
          <th scope="col">Given up</th>
        </tr>
      </thead>
      <tbody>
        {items.map((letter) => {
          const { id, consumerGroup, reason, attempts, failedAt, retriedAt } = letter
          const { type } = eventName(letter)
          return (
            <tr key={id} data-letter={id}>
              <td className="choose">
                <input
                  type="checkbox"
                  aria-label={`Choose ${type} of ${consumerGroup}`}
                  checked={chosen.has(id)}
                  disabled={retriedAt !== null}
                  onChange={({ target }) => choose([id], target.checked)}
                />
              </td>
              <td>
                <Link href={hrefOf(id)}>{type}</Link>
              </td>
              <td>
                <LetterState letter={letter} outcome={outcomes.get(id)} />
              </td>
              <td>{consumerGroup}</td>
              <td className="reason">{reason.split('\n')[0]}</td>
              <td className="number">{attempts}</td>
              <td className="when">
                <Time iso={failedAt} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export function LetterState({ letter, outcome }: { letter: Letter; outcome: Outcome | undefined }) {
  if (outcome === 'pending')
    return <Badge state="pending" label="Handing back…" icon="clock" tone="waiting" />
  if (outcome instanceof Error)
    return (
      <span className="field-error">
        <Badge state="refused" label="Refused" icon="alert" tone="bad" /> {outcome.message}
      </span>
    )
  return letter.retriedAt || outcome === 'retried' ? (
    <Badge state="retried" label="Handed back" icon="check" tone="good" />
  ) : (
    <Badge state="waiting" label="Given up" icon="alert" tone="bad" />
  )
}
