import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { sentence } from '../../shared/format.ts'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
import { TextField } from '../text-field.tsx'
import type { Webhook } from './webhook-health.tsx'

export type TypedWebhook = Pick<Webhook, 'url' | 'description' | 'eventTypes'>

const ALL = '*'

/** What was typed and chosen; whether it will do is for the server to say. */
export function readFields(form: FormData): TypedWebhook {
  const chosen = form.getAll('eventTypes').map(String)
  return {
    url: String(form.get('url')).trim(),
    description: String(form.get('description')).trim(),
    // Who is told of all is told of each.
    eventTypes: chosen.includes(ALL) ? [ALL] : chosen.filter((each) => !isWithin(each, chosen)),
  }
}

const isWithin = (type: string, chosen: readonly string[]) =>
  chosen.some((other) => other !== type && other.endsWith('.*') && type.startsWith(other.slice(0, -1)))

/** Of an error of one pattern, as in `eventTypes.0`, too. */
export const eventTypesError = (errors: Record<string, string>) =>
  Object.entries(errors).find(([path]) => path.startsWith('eventTypes'))?.[1]

type Props = { webhook?: Webhook; errors: Record<string, string> }

export const WebhookFields = ({ webhook, errors }: Props) => (
  <>
    <TextField
      label="Address"
      name="url"
      type="url"
      hint="Each event is sent there by POST, signed"
      defaultValue={webhook?.url}
      error={errors.url}
    />
    <TextField
      label="Description"
      name="description"
      hint="What listens there"
      defaultValue={webhook?.description}
      error={errors.description}
    />
    <EventChoice chosen={webhook?.eventTypes ?? ['booking.*']} error={eventTypesError(errors)} />
  </>
)

function EventChoice({ chosen, error }: { chosen: readonly string[]; error: string | undefined }) {
  const types = useQuery({
    queryKey: ['webhook-event-types'],
    queryFn: () => call('get', '/v1/admin/webhook-event-types', {}),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (types.error) return <ErrorNotice error={types.error} onRetry={() => void types.refetch()} />
  if (!types.data) return <Loading what="the events" />
  const groups = Map.groupBy(types.data.items, (type) => type.split('.')[0] ?? type)
  const check = (value: string, label: string) => (
    <label key={value} className="check">
      <input type="checkbox" name="eventTypes" value={value} defaultChecked={chosen.includes(value)} />
      {label}
    </label>
  )
  return (
    <fieldset className="event-choice">
      <legend>Events</legend>
      {error && <small className="field-error">{error}</small>}
      {check(ALL, 'All, those to come too')}
      {[...groups].map(([group, members]) => (
        <fieldset key={group}>
          <legend>{sentence(group)}</legend>
          {check(`${group}.*`, `All of ${group}`)}
          {members.map((type) => check(type, sentence(type.slice(group.length + 1))))}
        </fieldset>
      ))}
    </fieldset>
  )
}
