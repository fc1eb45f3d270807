import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { addressOf, call } from '../api/client.ts'
import type { Driver } from '../api/types.ts'
import { Link, useAddress, useTitle } from '../app/router.tsx'
import { isAdmin } from '../fleet/is-admin.ts'
import {
  APPROVALS,
  ApprovalBadge,
  approvalLabel,
  DRIVER_STATUSES,
  DriverBadge,
  driverStatusLabel,
} from '../shared/badge.tsx'
import { choice, Filters, oneOf } from '../shared/filters.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ListRows } from '../shared/list-rows.tsx'
import { Pager } from '../shared/pager.tsx'
import { Empty } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'

const PAGE_SIZE = 50
/** Who is on duty changes by itself. */
const AGAIN_MS = 15_000
const CHOICES = [
  choice('status', 'State', DRIVER_STATUSES, driverStatusLabel),
  choice('approval', 'Approval', APPROVALS, approvalLabel),
  choice('vehicleClass', 'Class', VEHICLE_CLASSES, vehicleClassLabel),
]

/** The page of the list that the address asks for. */
function useDriverList() {
  const { query } = useAddress()
  const status = oneOf(DRIVER_STATUSES, query.get('status'))
  const approval = oneOf(APPROVALS, query.get('approval'))
  const vehicleClass = oneOf(VEHICLE_CLASSES, query.get('vehicleClass'))
  const q = query.get('q') ?? ''
  const cursor = query.get('cursor') ?? undefined
  const values = { status: status ?? '', approval: approval ?? '', vehicleClass: vehicleClass ?? '', q }
  const asked = {
    limit: PAGE_SIZE,
    ...(status && { status }),
    ...(approval && { approval }),
    ...(vehicleClass && { vehicleClass }),
    ...(q && { q }),
    ...(cursor && { cursor }),
  }
  const list = useQuery({
    queryKey: ['drivers', asked],
    queryFn: () => call('get', '/v1/drivers', { query: asked }),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  })
  return { list, values, cursor, isFiltered: Boolean(status || approval || vehicleClass || q) }
}

export default function DriversPage() {
  useTitle('Drivers')
  const { list, values, cursor, isFiltered } = useDriverList()
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <header className="page-head">
        <h1>Drivers</h1>
        <Filters
          path="/drivers"
          choices={CHOICES}
          values={values}
          placeholder="Search name, phone or plate"
        />
        {isAdmin() && (
          <div className="actions">
            <Link className="button" href="/drivers/import">
              Import
            </Link>
          </div>
        )}
      </header>
      <ListRows
        list={list}
        what="drivers"
        empty={
          <Empty icon="user" title={isFiltered ? 'No driver fits these filters' : 'No drivers yet'}>
            {isFiltered ? (
              <Link href="/drivers">Show all drivers</Link>
            ) : (
              'Those who register are shown here.'
            )}
          </Empty>
        }
      >
        {(items) => <Table items={items} />}
      </ListRows>
      <Pager
        label="More drivers"
        newest={cursor && addressOf('/drivers', {}, values)}
        older={next && addressOf('/drivers', {}, { ...values, cursor: next })}
      />
    </div>
  )
}

const Table = ({ items }: { items: Driver[] }) => (
  <table className="stacking">
    <thead>
      <tr>
        <th scope="col">Driver</th>
        <th scope="col">State</th>
        <th scope="col">Vehicle</th>
        <th scope="col">Approval</th>
        <th scope="col" className="number">
          Rating
        </th>
        <th scope="col">Phone</th>
        <th scope="col">Booking</th>
        <th scope="col">Last seen</th>
      </tr>
    </thead>
    <tbody>
      {items.map((driver) => (
        <tr key={driver.id} data-driver={driver.id}>
          <td>
            <Link href={`/?driver=${driver.id}`} title="Show on the map">
              {driver.name}
            </Link>
          </td>
          <td>
            <DriverBadge driver={driver} />
          </td>
          <td>
            {driver.vehicle ?? <span className="muted">None</span>}{' '}
            <span className="muted">{vehicleClassLabel(driver.vehicleClass)}</span>
          </td>
          <td>
            <ApprovalBadge approval={driver.approval} />
          </td>
          <td className="number">
            {driver.rating === null ? (
              <span className="muted">Not rated</span>
            ) : (
              <Stars rating={driver.rating} />
            )}
          </td>
          <td className="phone">
            <a href={`tel:${driver.phone.replace(/\s/g, '')}`}>{driver.phone}</a>
          </td>
          <td>
            {driver.bookingId && (
              <Link href={`/bookings/${driver.bookingId}`} className="id">
                {shortId(driver.bookingId)}
              </Link>
            )}
          </td>
          <td className="when">{driver.place ? <Time iso={driver.place.recordedAt} /> : 'Not yet'}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const Stars = ({ rating }: { rating: number }) => (
  <span className="stars" title={`${rating.toFixed(2)} of 5`}>
    <Icon name="star" />
    {rating.toFixed(1)}
  </span>
)
