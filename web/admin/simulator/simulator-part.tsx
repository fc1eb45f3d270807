import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../../api/client.ts'
import type { Answer, Input } from '../../api/routes.ts'
import { Badge } from '../../shared/badge.tsx'
import { Icon } from '../../shared/icons.tsx'
import { Empty, ErrorNotice, Loading } from '../../shared/states.tsx'
import { TextField } from '../text-field.tsx'
import { useSimulator } from './use-simulator.ts'

type State = Answer<'patch', '/v1/admin/simulator'>
type Pace = NonNullable<Input<'patch', '/v1/admin/simulator'>['body']>
const FIELDS = [
  { name: 'drivers', label: 'Drivers', hint: 'From 1 to 1,000' },
  { name: 'bookingsPerMinute', label: 'Bookings a minute', hint: 'From 0 to 600' },
  { name: 'speed', label: 'Speed', hint: 'How many times as fast drivers live, up to 10' },
] as const

/** What was typed, numbers as numbers, nothing as none; whether it will do is for the server to say. */
const readPace = (form: FormData): Pace =>
  Object.fromEntries(FIELDS.map(({ name }) => [name, numberOf(String(form.get(name)).trim())]))
const numberOf = (text: string) => (text === '' ? Number.NaN : Number(text.replace(',', '.')))

/** The pace of the demo's city. */
export default function SimulatorPart() {
  const cache = useQueryClient()
  const simulator = useSimulator({ isWatched: true })
  const change = useMutation({
    mutationFn: (body: Pace) => call('patch', '/v1/admin/simulator', { body }),
    onSuccess: (state) => cache.setQueryData(['simulator'], state),
  })
  const { data, error } = simulator
  return (
    <div className="page">
      <header className="page-head">
        <h2>Simulator</h2>
        {data && <StateBadge state={data} />}
        {data && (
          <div className="actions">
            <button
              type="button"
              disabled={change.isPending}
              onClick={() => change.mutate({ isPaused: !data.isPaused })}
            >
              <Icon name={data.isPaused ? 'arrowRight' : 'pause'} />
              {data.isPaused ? 'Go on' : 'Pause the city'}
            </button>
          </div>
        )}
      </header>
      {simulator.isPending && <Loading what="the simulator" />}
      {error && <ErrorNotice error={error} onRetry={() => void simulator.refetch()} />}
      {data === null && (
        <div className="card">
          <Empty icon="info" title="No city is simulated here">
            Start the demo with `bun run up` to see one.
          </Empty>
        </div>
      )}
      {data && <PaceForm state={data} change={change} />}
    </div>
  )
}

function StateBadge({
  state: { isPaused, isStarting, failure, drivers, driversConnected },
}: {
  state: State
}) {
  if (failure) return <Badge state="failed" label={failure} icon="alert" tone="bad" />
  if (isPaused) return <Badge state="paused" label="Paused" icon="pause" tone="neutral" />
  const count = `${driversConnected} of ${drivers} drivers`
  return isStarting ? (
    <Badge state="starting" label={`Starting, ${count}`} icon="clock" tone="waiting" />
  ) : (
    <Badge state="running" label={`Runs, ${count}`} icon="check" tone="good" />
  )
}

type FormProps = {
  state: State
  change: { mutate: (pace: Pace) => void; isPending: boolean; error: Error | null }
}

function PaceForm({ state, change }: FormProps) {
  const errors = change.error instanceof ApiError ? change.error.fields : {}
  return (
    <form
      className="card pace-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(readPace(new FormData(event.currentTarget)))
      }}
    >
      <div className="fields">
        {FIELDS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            name={name}
            inputMode="decimal"
            defaultValue={state[name]}
            error={errors[name]}
          />
        ))}
      </div>
      {change.error && Object.keys(errors).length === 0 && (
        <ErrorNotice title="Not changed" error={change.error} />
      )}
      <footer className="row">
        <button className="primary" type="submit" disabled={change.isPending}>
          {change.isPending ? 'Changing…' : 'Start the city anew with these'}
        </button>
        <p className="muted">Its drivers leave and come back. What they have on board stays theirs.</p>
      </footer>
    </form>
  )
}
