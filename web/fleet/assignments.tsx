import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Assignment } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { absoluteTime, duration } from '../shared/format.ts'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { useNowMs } from '../shared/time.tsx'
import type { Subject } from './use-papers.ts'

const SHOWN_MAX = 20

/** Who had the vehicle, or which vehicles the driver had, and for how long, newest first. */
export function Assignments({ subject: { type, id } }: { subject: Subject }) {
  const query = { limit: SHOWN_MAX }
  const list = useQuery({
    queryKey: [type, id, 'assignments'],
    queryFn: () =>
      type === 'driver'
        ? call('get', '/v1/admin/drivers/:id/assignments', { params: { id }, query })
        : call('get', '/v1/admin/vehicles/:id/assignments', { params: { id }, query }),
  })
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingRows what="who had what" rows={1} />
  const { items } = list.data
  if (items.length === 0)
    return <p className="muted">{type === 'driver' ? 'Never had a vehicle.' : 'Never had a driver.'}</p>
  return (
    <ol className="record-list">
      {items.map((each) => (
        <Row key={each.id} assignment={each} type={type} />
      ))}
    </ol>
  )
}

function Row({ assignment, type }: { assignment: Assignment; type: Subject['type'] }) {
  const now = useNowMs()
  const { startedAt, endedAt, driverId, driver, vehicleId, plate } = assignment
  const untilMs = endedAt ? Date.parse(endedAt) : Math.max(now, Date.parse(startedAt))
  const lasted = duration((untilMs - Date.parse(startedAt)) / 1_000)
  return (
    <li>
      <div className="record">
        {type === 'driver' ? (
          <Link href={`/vehicles/${vehicleId}`} className="plate">
            {plate}
          </Link>
        ) : (
          <Link href={`/drivers/${driverId}`}>{driver}</Link>
        )}
      </div>
      <span
        className="muted number"
        title={`${absoluteTime(startedAt)} – ${endedAt ? absoluteTime(endedAt) : 'now'}`}
      >
        {endedAt ? `for ${lasted}, until ${shortDay(endedAt)}` : `since ${shortDay(startedAt)}`}
      </span>
    </li>
  )
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const shortDay = (iso: string) => DAY.format(new Date(iso))
