import { invalid, notFound } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { recordAudit } from '../record-audit.ts'
import type { SimulatorPace, SimulatorState } from './control.ts'

/** Starts the demo's city anew at another pace, or pauses it. @throws DomainError not_found, nothing_to_change. */
export async function changeSimulator(
  context: Context,
  change: Partial<SimulatorPace>,
): Promise<SimulatorState> {
  const { simulator } = context
  if (!simulator) throw notFound('simulator')
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'speed', 'Name at least one field to change.')
  const before = paceOf(simulator.read())
  await recordAudit(context, {
    ...{ action: 'simulator.change', subjectType: 'simulator', subjectId: 'city' },
    ...{ before, after: { ...before, ...change } },
  })
  return simulator.change(change)
}

const paceOf = ({ drivers, bookingsPerMinute, speed, isPaused }: SimulatorState): SimulatorPace => ({
  drivers,
  bookingsPerMinute,
  speed,
  isPaused,
})
