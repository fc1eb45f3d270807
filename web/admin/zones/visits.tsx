import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Answer } from '../../api/routes.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { Link, navigate } from '../../app/router.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import { DownloadButton } from '../../shared/download-button.tsx'
import { duration, shortId } from '../../shared/format.ts'
import { Icon } from '../../shared/icons.tsx'
import { ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty, ErrorNotice } from '../../shared/states.tsx'
import { Time, useNowMs } from '../../shared/time.tsx'
import { useDownload } from '../../shared/use-download.ts'

const PAGE_SIZE = 50
const ENDS = { left: 'Left', off_duty: 'Went off duty', zone_ended: 'Zone ended' }
type Visit = Answer<'get', '/v1/admin/zone-visits'>['items'][number]

type Props = {
  /** Without one, the visits of all geofences. */
  zoneId: string | undefined
  state: 'open' | 'ended' | undefined
  cursor: string | null
  here: (more: Record<string, string | undefined>) => string
}

/** Who has been in a geofence, and who is. */
export function Visits({ zoneId, state, cursor, here }: Props) {
  const query = { ...(state && { state }) }
  const list = useQuery({
    queryKey: ['zone-visits', zoneId, state, cursor],
    queryFn: () => {
      const page = { ...query, limit: PAGE_SIZE, ...(cursor && { cursor }) }
      return zoneId
        ? call('get', '/v1/admin/zones/:id/visits', { params: { id: zoneId }, query: page })
        : call('get', '/v1/admin/zone-visits', { query: page })
    },
    placeholderData: keepPreviousData,
  })
  const download = useDownload((watch) =>
    zoneId
      ? saveCsv('/v1/admin/zones/:id/visits', { params: { id: zoneId }, query }, 'visits.csv', watch)
      : saveCsv('/v1/admin/zone-visits', { query }, 'visits.csv', watch),
  )
  const page = (more: Record<string, string | undefined>) => here({ visits: state ?? 'all', ...more })
  const next = list.data?.nextCursor
  return (
    <Dialog
      title={zoneId ? 'Visits of this geofence' : 'Visits of all geofences'}
      isDrawer
      onClose={() => navigate(here({}))}
    >
      <div className="dialog-body visits">
        <div className="row">
          <label className="inline">
            Show
            <select
              value={state ?? 'all'}
              onChange={({ target }) => navigate(here({ visits: target.value }))}
            >
              <option value="all">All visits</option>
              <option value="open">Who is inside</option>
              <option value="ended">Ended visits</option>
            </select>
          </label>
          <DownloadButton download={download}>Save all as CSV</DownloadButton>
        </div>
        {download.error && <ErrorNotice title="Not saved" error={download.error} />}
        <ListRows
          list={list}
          what="visits"
          empty={
            <Empty icon="flag" title="No visits">
              They appear here when drivers enter a geofence.
            </Empty>
          }
        >
          {(items) => (
            <ul className="visit-rows">
              {items.map((visit) => (
                <VisitRow key={visit.id} visit={visit} hasName={zoneId === undefined} />
              ))}
            </ul>
          )}
        </ListRows>
        <Pager
          label="More visits"
          newest={cursor ? page({ page: undefined }) : undefined}
          older={next && page({ page: next })}
        />
      </div>
    </Dialog>
  )
}

function VisitRow({ visit, hasName }: { visit: Visit; hasName: boolean }) {
  const { driverId, bookingId, enteredAt, leftAt, dwelledAt, endedBy, zone } = visit
  const nowMs = useNowMs()
  const insideS = ((leftAt ? Date.parse(leftAt) : nowMs) - Date.parse(enteredAt)) / 1_000
  return (
    <li>
      <Icon name={leftAt ? 'signOut' : 'pin'} />
      <span className="visit-who">
        <Link href={`/drivers/${driverId}`}>Driver {shortId(driverId)}</Link>
        {bookingId && (
          <>
            {' '}
            on <Link href={`/bookings/${bookingId}`}>booking {shortId(bookingId)}</Link>
          </>
        )}
        <small className="muted">
          {hasName && `${zone} · `}
          Entered <Time iso={enteredAt} />
          {dwelledAt && ' · dwelled'}
          {endedBy && ` · ${ENDS[endedBy].toLowerCase()}`}
        </small>
      </span>
      <span className="number">
        {duration(insideS)}
        {!leftAt && <small className="muted"> so far</small>}
      </span>
    </li>
  )
}
