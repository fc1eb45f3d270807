import type { UseQueryResult } from '@tanstack/react-query'
import type { FitnessReason } from '../api/types.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { Ahead } from './ahead.tsx'
import { paperLabel } from './paper-kinds.ts'

/** How often it is asked again: duty and hauls change by themselves. */
export const FITNESS_AGAIN_MS = 15_000

const TEXTS: Record<FitnessReason['code'], string> = {
  vehicle_retired: 'The vehicle is retired',
  vehicle_maintenance: 'The vehicle is in maintenance',
  vehicle_unassigned: 'The vehicle has no driver',
  driver_without_vehicle: 'The driver has no vehicle',
  driver_not_approved: 'The driver is not approved',
  driver_offline: 'The driver is off duty',
  driver_paused: 'The driver is paused',
  driver_silent: 'The driver is not heard',
  driver_busy: 'The driver is on a haul',
  document_lacking: '',
}
/** What passes by itself as the day goes on; all else somebody has to see to. */
const USUAL: readonly FitnessReason['code'][] = ['driver_offline', 'driver_paused', 'driver_busy']

const text = ({ code, subjectType, kind }: FitnessReason) =>
  kind ? `The ${subjectType} has no valid ${paperLabel(kind).toLowerCase()}` : TEXTS[code]

type Props = { fitness: UseQueryResult<{ reasons: FitnessReason[] }, Error> }

/** Whether it can be matched now, or all that is in the way. */
export function Fitness({ fitness }: Props) {
  const { data, error } = fitness
  if (error) return <ErrorNotice error={error} onRetry={() => void fitness.refetch()} />
  const reasons = data?.reasons
  const isBlocked = reasons?.some(({ code }) => !USUAL.includes(code))
  const tone = !reasons ? '' : reasons.length === 0 ? 'good' : isBlocked ? 'bad' : 'waiting'
  return (
    <section className={`fitness ${tone}`} aria-label="Matching" aria-busy={!reasons}>
      <Icon name={reasons?.length === 0 ? 'check' : isBlocked ? 'alert' : 'clock'} />
      <b>{title(reasons)}</b>
      <ul>
        {reasons?.map((reason) => (
          <li key={`${reason.code} ${reason.subjectType} ${reason.kind}`} data-reason={reason.code}>
            {text(reason)}
            {reason.until && (
              <>
                , over <Ahead iso={reason.until} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function title(reasons: readonly FitnessReason[] | undefined): string {
  if (!reasons) return 'Looking…'
  return reasons.length === 0 ? 'Gets offers now' : 'Gets no offers now'
}
