import { call } from '../api/client.ts'
import { saveCsv } from '../api/save-csv.ts'
import type { Driver } from '../api/types.ts'
import { Link, useAddress, useTitle } from '../app/router.tsx'
import { isAdmin } from '../fleet/is-admin.ts'
import { APPROVALS, approvalLabel, DRIVER_STATUSES, driverStatusLabel } from '../shared/badge.tsx'
import { choice, Filters, oneOf } from '../shared/filters.tsx'
import { Empty } from '../shared/states.tsx'
import { ListPage } from '../shared/table/list-page.tsx'
import { ORDERS } from '../shared/table/table-head.tsx'
import { useList } from '../shared/table/use-list.ts'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { DRIVER_ACTIONS } from './driver-bulk-actions.tsx'
import { DRIVER_COLUMNS } from './driver-columns.tsx'

const PAGE_SIZE = 100
const HEIGHTS = { row: 44, card: 132 }
const SORTS = ['name', 'class'] as const
const VEHICLES = ['true', 'false'] as const
const CHOICES = [
  choice('status', 'State', DRIVER_STATUSES, driverStatusLabel),
  choice('approval', 'Approval', APPROVALS, approvalLabel),
  choice('vehicleClass', 'Class', VEHICLE_CLASSES, vehicleClassLabel),
  choice('assigned', 'Vehicle', VEHICLES, (has) => (has === 'true' ? 'With one' : 'Without')),
]

/** What the address asks for, as it says it and as the server is asked for it. */
function useAsked() {
  const { query } = useAddress()
  const status = oneOf(DRIVER_STATUSES, query.get('status'))
  const approval = oneOf(APPROVALS, query.get('approval'))
  const vehicleClass = oneOf(VEHICLE_CLASSES, query.get('vehicleClass'))
  const assigned = oneOf(VEHICLES, query.get('assigned'))
  const sort = oneOf(SORTS, query.get('sort'))
  const order = sort && oneOf(ORDERS, query.get('order'))
  const q = query.get('q') ?? ''
  const filters = {
    ...(status && { status }),
    ...(approval && { approval }),
    ...(vehicleClass && { vehicleClass }),
    ...(assigned && { assigned }),
    ...(q && { q }),
  }
  const sorting = { ...(sort && { sort }), ...(order && { order }) }
  return {
    values: { q, ...filters, ...sorting },
    asked: { ...filters, ...sorting },
    isFiltered: Object.keys(filters).length > 0,
  }
}

export default function DriversPage() {
  useTitle('Drivers')
  const { values, asked, isFiltered } = useAsked()
  const list = useList<Driver>({
    name: 'drivers',
    asked,
    read: (cursor) =>
      call('get', '/v1/drivers', { query: { limit: PAGE_SIZE, ...asked, ...(cursor && { cursor }) } }),
    readOne: (id) => call('get', '/v1/drivers/:id', { params: { id } }),
  })
  return (
    <ListPage
      title="Drivers"
      what={['driver', 'drivers']}
      list={list}
      columns={DRIVER_COLUMNS}
      heights={HEIGHTS}
      nameOf={({ name }) => name}
      actions={isAdmin() ? DRIVER_ACTIONS : []}
      saveCsv={(watch) => saveCsv('/v1/drivers', { query: asked }, 'drivers.csv', watch)}
      filters={
        <Filters
          path="/drivers"
          choices={CHOICES}
          values={values}
          placeholder="Search name, phone or plate"
        />
      }
      tools={
        isAdmin() && (
          <Link className="button" href="/drivers/import">
            Import
          </Link>
        )
      }
      empty={
        <Empty icon="user" title={isFiltered ? 'No driver fits these filters' : 'No drivers yet'}>
          {isFiltered ? <Link href="/drivers">Show all drivers</Link> : 'Those who register are shown here.'}
        </Empty>
      }
    />
  )
}
