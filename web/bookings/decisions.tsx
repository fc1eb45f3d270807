import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { BookingDetail, Candidate, Decision } from '../api/types.ts'
import { duration, kilometres, minutes, sentence, shortId, words } from '../shared/format.ts'
import { Icon, type IconName } from '../shared/icons.tsx'
import { Empty, ErrorNotice, Loading } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'

const OFFERS: Record<string, { label: string; icon: IconName; tone: string }> = {
  open: { label: 'Offered, waiting for an answer', icon: 'clock', tone: 'waiting' },
  forward: { label: 'Offered as the next haul, waiting for an answer', icon: 'clock', tone: 'waiting' },
  queued: { label: 'Taken as the next haul', icon: 'check', tone: 'good' },
  accepted: { label: 'Accepted', icon: 'check', tone: 'good' },
  fulfilled: { label: 'Accepted and delivered', icon: 'checks', tone: 'good' },
  declined: { label: 'Declined', icon: 'close', tone: 'bad' },
  expired: { label: 'No answer in time', icon: 'clock', tone: 'bad' },
  withdrawn: { label: 'Withdrawn', icon: 'archive', tone: 'neutral' },
  released: { label: 'Accepted, then dropped out', icon: 'alert', tone: 'bad' },
}
const HELD = { label: 'Not asked before they are free', icon: 'clock', tone: 'waiting' } as const
const GATES: Record<string, string> = {
  stale_position: 'position too old',
  too_heavy: 'load too heavy for the vehicle',
  too_large: 'load too large for the vehicle',
  committed: 'has promised another haul',
  has_open_offer: 'had another offer open',
  has_next_offer: 'had a next haul offered',
  on_haul: 'on a haul',
  paused: 'on a break',
  not_approved: 'not approved',
  vehicle_unfit: 'no vehicle in service',
  vehicle_maintenance: 'vehicle in the workshop',
  documents_invalid: 'a required paper is not valid',
  declined_before: 'declined this booking before',
  expired_before: 'did not answer for this booking before',
  released_before: 'dropped out of this booking before',
  withdrawn_before: 'had it withdrawn before',
}
const COSTS: Record<string, string> = {
  pickupEta: 'drive to the pickup',
  untilFree: 'the haul at hand',
  waiting: 'waited for work',
  rating: 'rating',
  acceptance: 'accepts often',
}

type Props = { id: string; driver: BookingDetail['driver'] }

/** Each round of the search: who came into question, what each would have cost, and who was asked. */
export function Decisions({ id, driver }: Props) {
  const decisions = useQuery({
    queryKey: ['decisions', id],
    queryFn: () => call('get', '/v1/bookings/:id/decisions', { params: { id } }),
  })
  const items = decisions.data?.items.toReversed() ?? []
  return (
    <section className="card decisions">
      <h2>{driver ? `Why ${driver.firstName}?` : 'Search for a driver'}</h2>
      {decisions.error && (
        <ErrorNotice
          title="The search could not be read"
          error={decisions.error}
          onRetry={() => void decisions.refetch()}
          isRetrying={decisions.isFetching}
        />
      )}
      {decisions.isPending && <Loading what="the decisions" />}
      {decisions.data && items.length === 0 && (
        <Empty icon="search" title="No round yet">
          Nobody has been looked for so far.
        </Empty>
      )}
      {items.map((decision, i) => (
        <Round key={decision.id} decision={decision} isOpen={i === 0} />
      ))}
    </section>
  )
}

function Round({ decision, isOpen }: { decision: Decision; isOpen: boolean }) {
  const { chosenDriverId, candidates, offer, kind, radiusM } = decision
  const chosen = candidates.find(({ driverId }) => driverId === chosenDriverId)
  const match = describeMatch(decision)
  const outcome = offer
    ? (OFFERS[offer.state] ?? { label: sentence(offer.state), icon: 'info', tone: 'neutral' })
    : kind === 'unmatched' && chosen && HELD
  const inQuestion = candidates.filter(({ gate }) => !gate).length
  return (
    <details className="round" open={isOpen}>
      <summary>
        <b>{chosen ? (chosen.name ?? shortId(chosen.driverId)) : 'Nobody'}</b>
        <span className="muted">
          {kind === 'manual'
            ? 'chosen by an operator'
            : kind === 'committed'
              ? 'had promised to come'
              : `of ${inQuestion} in question within ${kilometres(radiusM)}`}
        </span>
        {outcome && (
          <span className={`badge ${outcome.tone}`}>
            <Icon name={outcome.icon} />
            {outcome.label}
          </span>
        )}
        <span className="muted round-time">
          <Time iso={decision.decidedAt} />
        </span>
      </summary>
      {offer?.declineReason && <p className="muted">Reason given: {offer.declineReason}</p>}
      {match && <p className="muted">{match}</p>}
      {candidates.length === 0 ? (
        <p className="muted">No driver of the class was near.</p>
      ) : (
        <div className="scroll">
          <Candidates candidates={candidates} chosenDriverId={chosenDriverId} />
        </div>
      )}
    </details>
  )
}

/** Whom a greedy match would have taken, and what was matched together. */
function describeMatch({ candidates, chosenDriverId, greedyDriverId, batch, unmatchedCostS }: Decision) {
  const greedy = candidates.find(({ driverId }) => driverId === greedyDriverId)
  const name = greedy ? (greedy.name ?? shortId(greedy.driverId)) : 'nobody'
  const alternative = `One booking after the other, it would have been ${name}.`
  if (!batch) return greedy && greedyDriverId !== chosenDriverId ? alternative : null
  const { bookings, drivers, windowMs, isGreedy } = batch
  const others = bookings === 2 ? 'one other booking' : `${bookings - 1} other bookings`
  const gathered = windowMs > 0 ? `, after gathering for up to ${duration(windowMs / 1_000)}` : ''
  return [
    bookings === 1 ? 'Matched by itself' : `Matched together with ${others}${gathered}`,
    `; ${drivers} ${drivers === 1 ? 'driver' : 'drivers'} came into question in all.`,
    isGreedy ? ' Time was over, so the best of those who were left was taken.' : '',
    greedyDriverId === chosenDriverId ? '' : ` ${alternative}`,
    unmatchedCostS === null ? '' : ` Asking nobody would have cost ${Math.round(unmatchedCostS)} s.`,
  ].join('')
}

const signed = (seconds: number) => `${seconds < 0 ? '−' : '+'}${Math.abs(Math.round(seconds))} s`

function explain({ gate, costs, costS, freeInS }: Candidate, isChosen: boolean): string {
  const reason = gate && (GATES[gate] ?? words(gate))
  if (reason) return isChosen ? `In spite of: ${reason}` : `Left out: ${reason}`
  const parts = Object.entries<number>(costs ?? {})
    .filter(([, seconds]) => Math.round(seconds) !== 0)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([name, seconds]) => `${COSTS[name] ?? words(name)} ${signed(seconds)}`)
  const ahead = freeInS === undefined ? [] : [`on a haul, free in ${minutes(freeInS)}`]
  return costS === undefined ? '' : [...ahead, ...parts].join(', ')
}

type CandidatesProps = { candidates: Candidate[]; chosenDriverId: string | null }

const Candidates = ({ candidates, chosenDriverId }: CandidatesProps) => (
  <table className="plain candidates">
    <thead>
      <tr>
        <th scope="col">Driver</th>
        <th scope="col" className="number">
          Away
        </th>
        <th scope="col" className="number">
          Drive
        </th>
        <th scope="col" className="number" title="In seconds; the lowest of all bookings together is chosen">
          Cost
        </th>
        <th scope="col">Made up of</th>
      </tr>
    </thead>
    <tbody>
      {candidates.map((candidate) => {
        const isChosen = candidate.driverId === chosenDriverId
        return (
          <tr key={candidate.driverId} data-chosen={isChosen} data-gated={candidate.gate !== undefined}>
            <td>
              {isChosen && <Icon name="check" />}
              {candidate.name ?? shortId(candidate.driverId)}
              {isChosen && <span className="visually-hidden"> (chosen)</span>}
            </td>
            <td className="number">{candidate.distanceM > 0 ? kilometres(candidate.distanceM) : '–'}</td>
            <td className="number">{candidate.etaS > 0 ? duration(candidate.etaS) : '–'}</td>
            <td className="number">
              {candidate.costS === undefined ? '–' : `${Math.round(candidate.costS)} s`}
            </td>
            <td className="muted">{explain(candidate, isChosen)}</td>
          </tr>
        )
      })}
    </tbody>
  </table>
)
