import { call, isVersionMismatch } from '../../api/client.ts'
import type { Maintenance, Vehicle } from '../../api/types.ts'
import { useFleetChange } from '../../fleet/use-fleet-change.ts'
import { Dialog } from '../../shared/dialog.tsx'
import type { LimitsByName, Values } from '../../shared/form/constraints.ts'
import { AreaField, TextField } from '../../shared/form/fields.tsx'
import { Form } from '../../shared/form/form.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { dayOf, localTime, plusDays, startOf } from './month.ts'
import { periodText } from './period-words.ts'
import type { Days } from './use-day-choice.ts'

const LIMITS: LimitsByName = {
  startsAt: { isRequired: true },
  endsAt: { isRequired: true },
  reason: { isRequired: true, maxLength: 500, pattern: '\\S' },
}
const FIELD_OF = { maintenance_overlaps: 'startsAt' }
const MINUTE_MS = 60_000

/** Whole days; of today what is left of it. */
function timesOf({ from, to }: Days) {
  const now = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS)
  const start = from === dayOf(now) ? now : startOf(from)
  return { startsAt: start.toISOString(), endsAt: startOf(plusDays(to, 1)).toISOString() }
}

/** What was typed, as the API takes it; what is no time is sent as it is, to be refused by name. */
function bodyOf({ startsAt, endsAt, reason }: Values) {
  const [from, to] = [startsAt, endsAt].map((local) => {
    const time = new Date(String(local))
    return Number.isNaN(time.getTime()) ? String(local) : time.toISOString()
  })
  return { startsAt: from as string, endsAt: to as string, reason: String(reason) }
}

function useSave(vehicle: Vehicle, period: Maintenance | undefined, onDone: () => void) {
  return useFleetChange((values: Values) => {
    const { startsAt, ...body } = bodyOf({ startsAt: period?.startsAt ?? '', ...values })
    if (!period)
      return call('post', '/v1/admin/vehicles/:id/maintenance', {
        params: { id: vehicle.id },
        body: { startsAt, ...body },
      })
    // Its beginning has been already; an unchanged one is not sent, since fields know no seconds.
    const isMoved = period.state !== 'under_way' && values.startsAt !== localTime(period.startsAt)
    const change = { ...body, version: period.version, ...(isMoved && { startsAt }) }
    return call('patch', '/v1/admin/maintenance/:id', { params: { id: period.id }, body: change })
  }, onDone)
}

type Props = {
  vehicle: Vehicle
  period?: Maintenance
  /** Where nothing else is known, on which days it is to be. */
  days?: Days | undefined
  onEnd?: () => void
  onClose: () => void
}

/** Plans maintenance, or changes what is planned and the end of what is under way. */
export function PeriodDialog({ vehicle, period, days, onEnd, onClose }: Props) {
  const isUnderWay = period?.state === 'under_way'
  const save = useSave(vehicle, period, onClose)
  if (period && !isUnderWay && period.state !== 'planned')
    return (
      <Dialog title={period.reason} onClose={onClose}>
        <p className="dialog-body">Over: {periodText(period)}.</p>
      </Dialog>
    )
  const start = period ?? timesOf(days ?? { from: dayOf(new Date()), to: dayOf(new Date()) })
  const isStale = isVersionMismatch(save.error)
  return (
    <Dialog
      title={period ? `Maintenance of ${vehicle.plate}` : `Plan maintenance of ${vehicle.plate}`}
      onClose={onClose}
    >
      <Form
        key={period?.version}
        limits={LIMITS}
        error={save.error}
        fieldOf={FIELD_OF}
        isPending={save.isPending}
        isBlocked={isStale}
        submit={period ? ['Save', 'Saving…'] : ['Plan it', 'Planning…']}
        onSend={(values) => save.mutate(values)}
        onClose={onClose}
      >
        <p>The vehicle gets no offers while it lasts; a haul that is under way then is finished.</p>
        <div className="fields">
          {!isUnderWay && (
            <TextField
              name="startsAt"
              label="Begins"
              type="datetime-local"
              start={localTime(start.startsAt)}
            />
          )}
          <TextField
            name="endsAt"
            label="Ends"
            type="datetime-local"
            start={start.endsAt ? localTime(start.endsAt) : ''}
          />
        </div>
        <AreaField name="reason" label="What for" start={period?.reason ?? ''} />
        {isStale && (
          <ErrorNotice
            title="Somebody else changed it meanwhile"
            error={new Error('Nothing of yours was saved. Close this to see it as it is now.')}
          />
        )}
        {onEnd && (
          <button type="button" className="danger end-period" onClick={onEnd}>
            {isUnderWay ? 'End it now…' : 'Cancel it…'}
          </button>
        )}
      </Form>
    </Dialog>
  )
}
