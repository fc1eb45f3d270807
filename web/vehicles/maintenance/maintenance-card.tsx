import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Maintenance, Vehicle } from '../../api/types.ts'
import { Ahead } from '../../fleet/ahead.tsx'
import { useFleetChange } from '../../fleet/use-fleet-change.ts'
import { useOpen } from '../../fleet/use-open.ts'
import { Confirm } from '../../shared/confirm.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { Calendar } from './calendar.tsx'
import { isMonth, monthOf, plusDays, startOf, weeksOf } from './month.ts'
import { PeriodDialog } from './period-dialog.tsx'
import { periodText } from './period-words.ts'

const SHOWN_MAX = 200

function usePeriods(vehicleId: string, from: string, to?: string) {
  return useQuery({
    queryKey: ['vehicle', vehicleId, 'maintenance', from, to],
    queryFn: () =>
      call('get', '/v1/admin/vehicles/:id/maintenance', {
        params: { id: vehicleId },
        query: { from, limit: SHOWN_MAX, ...(to && { to }) },
      }),
    select: ({ items }) => items.filter(({ state }) => state !== 'cancelled'),
  })
}

const isOpen = ({ state }: Maintenance) => state === 'planned' || state === 'under_way'

/** What is in effect now and next, and a month of it. */
export function MaintenanceCard({ vehicle }: { vehicle: Vehicle }) {
  const { open, of, query, goTo, show, close } = useOpen()
  const asked = query.get('month')
  const month = isMonth(asked) ? asked : monthOf(new Date())
  const weeks = weeksOf(month)
  const [from, to] = [weeks[0]?.[0] as string, plusDays(weeks.at(-1)?.at(-1) as string, 1)]
  const [openedAt] = useState(() => new Date().toISOString())
  const shown = usePeriods(vehicle.id, startOf(from).toISOString(), startOf(to).toISOString())
  const coming = usePeriods(vehicle.id, openedAt)
  const known = [...(shown.data ?? []), ...(coming.data ?? [])]
  const period = known.find(({ id }) => id === of)
  const mayPlan = vehicle.status !== 'retired'
  return (
    <section className="card maintenance" aria-labelledby="maintenance">
      <header className="card-head">
        <h2 id="maintenance">Maintenance</h2>
        {mayPlan && (
          <button type="button" className="small" onClick={() => show('plan')}>
            <Icon name="plus" />
            Plan
          </button>
        )}
      </header>
      {(shown.error ?? coming.error) && (
        <ErrorNotice error={(shown.error ?? coming.error) as Error} onRetry={() => void shown.refetch()} />
      )}
      <NowAndNext periods={coming.data?.filter(isOpen)} onOpen={(what, id) => show(what, { of: id })} />
      <Calendar
        month={month}
        onMonth={(next) => goTo({ month: next })}
        periods={shown.data ?? []}
        isLoading={shown.isPending}
        onPlan={mayPlan ? (days) => show('plan', days) : undefined}
        onOpen={({ id }) => show('period', { of: id })}
      />
      {open === 'plan' && <PeriodDialog vehicle={vehicle} days={daysIn(query)} onClose={close} />}
      {open === 'period' && period && (
        <PeriodDialog vehicle={vehicle} period={period} onEnd={() => goTo({ open: 'end' })} onClose={close} />
      )}
      {open === 'end' && period && <EndDialog period={period} onClose={close} />}
    </section>
  )
}

const DAY = /^\d{4}-\d\d-\d\d$/
/** The days that are to be planned on, as the address has them. */
function daysIn(query: URLSearchParams) {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? '']
  return DAY.test(from) && DAY.test(to) ? { from, to } : undefined
}

type NowProps = { periods: Maintenance[] | undefined; onOpen: (what: 'period' | 'end', id: string) => void }

function NowAndNext({ periods, onOpen }: NowProps) {
  const [first] = [...(periods ?? [])].sort((a, b) => a.startsAt.localeCompare(b.startsAt))
  if (!first) return <p className="muted now-next">{periods ? 'Nothing is planned.' : 'Looking…'}</p>
  const isNow = first.state === 'under_way'
  return (
    <div className="now-next" data-now={isNow}>
      <Icon name="wrench" />
      <div>
        <b>{isNow ? `In maintenance now: ${first.reason}` : `Next: ${first.reason}`}</b>
        <span className="muted">
          {isNow ? 'since' : 'begins'} <Ahead iso={first.startsAt} />
          {first.endsAt ? (
            <>
              , over <Ahead iso={first.endsAt} />
            </>
          ) : (
            ', until somebody ends it'
          )}
        </span>
      </div>
      <div className="row">
        <button type="button" className="small" onClick={() => onOpen('period', first.id)}>
          Change
        </button>
        <button type="button" className="small" onClick={() => onOpen('end', first.id)}>
          {isNow ? 'End now' : 'Cancel'}
        </button>
      </div>
    </div>
  )
}

function EndDialog({ period, onClose }: { period: Maintenance; onClose: () => void }) {
  const params = { id: period.id }
  const isNow = period.state === 'under_way'
  const end = useFleetChange(
    () =>
      isNow
        ? call('post', '/v1/admin/maintenance/:id/end', { params })
        : call('post', '/v1/admin/maintenance/:id/cancel', { params }),
    onClose,
  )
  return (
    <Confirm
      title={isNow ? 'End the maintenance now?' : 'Cancel the maintenance?'}
      action={end}
      submit={isNow ? ['End it now', 'Ending…'] : ['Cancel it', 'Cancelling…']}
      onClose={onClose}
    >
      {period.reason}, {periodText(period)}. {isNow && 'The vehicle is back in service at once.'}
    </Confirm>
  )
}
