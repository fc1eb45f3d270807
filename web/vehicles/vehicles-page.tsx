import { addressOf, call } from '../api/client.ts'
import { saveCsv } from '../api/save-csv.ts'
import type { Vehicle } from '../api/types.ts'
import { Link, navigate, useAddress, useTitle } from '../app/router.tsx'
import { VEHICLE_STATUSES, vehicleStatusLabel } from '../shared/badge.tsx'
import { choice, Filters, oneOf } from '../shared/filters.tsx'
import { Icon } from '../shared/icons.tsx'
import { Empty } from '../shared/states.tsx'
import { ListPage } from '../shared/table/list-page.tsx'
import { ORDERS } from '../shared/table/table-head.tsx'
import { useList } from '../shared/table/use-list.ts'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { VEHICLE_ACTIONS } from './vehicle-actions.tsx'
import { VEHICLE_COLUMNS } from './vehicle-columns.tsx'
import { VehicleDialog } from './vehicle-dialog.tsx'

const PAGE_SIZE = 100
const HEIGHTS = { row: 44, card: 132 }
const SORTS = ['plate', 'year', 'class'] as const
const DRIVERS = ['true', 'false'] as const
const CHOICES = [
  choice('class', 'Class', VEHICLE_CLASSES, vehicleClassLabel),
  choice('status', 'Status', VEHICLE_STATUSES, vehicleStatusLabel),
  choice('assigned', 'Driver', DRIVERS, (has) => (has === 'true' ? 'With one' : 'Without')),
]

/** What the address asks for, as it says it and as the server is asked for it. */
function useAsked() {
  const { query } = useAddress()
  const vehicleClass = oneOf(VEHICLE_CLASSES, query.get('class'))
  const status = oneOf(VEHICLE_STATUSES, query.get('status'))
  const assigned = oneOf(DRIVERS, query.get('assigned'))
  const sort = oneOf(SORTS, query.get('sort'))
  const order = sort && oneOf(ORDERS, query.get('order'))
  const q = query.get('q') ?? ''
  const filters = {
    ...(vehicleClass && { class: vehicleClass }),
    ...(status && { status }),
    ...(assigned && { assigned }),
    ...(q && { q }),
  }
  const sorting = { ...(sort && { sort }), ...(order && { order }) }
  return {
    edited: query.get('edit'),
    values: { q, ...filters, ...sorting },
    asked: { ...filters, ...sorting },
    isFiltered: Object.keys(filters).length > 0,
  }
}

export default function VehiclesPage() {
  useTitle('Vehicles')
  const { edited, values, asked, isFiltered } = useAsked()
  const here = (more: { edit?: string } = {}) => addressOf('/vehicles', {}, { ...values, ...more })
  const list = useList<Vehicle>({
    name: 'vehicles',
    asked,
    read: (cursor) =>
      call('get', '/v1/admin/vehicles', { query: { limit: PAGE_SIZE, ...asked, ...(cursor && { cursor }) } }),
    readOne: (id) => call('get', '/v1/admin/vehicles/:id', { params: { id } }),
  })
  return (
    <>
      <ListPage
        title="Vehicles"
        what={['vehicle', 'vehicles']}
        list={list}
        columns={VEHICLE_COLUMNS}
        heights={HEIGHTS}
        nameOf={({ plate }) => plate}
        actions={VEHICLE_ACTIONS}
        saveCsv={(watch) => saveCsv('/v1/admin/vehicles', { query: asked }, 'vehicles.csv', watch)}
        filters={
          <Filters
            path="/vehicles"
            choices={CHOICES}
            values={values}
            placeholder="Search plate, make or model"
          />
        }
        tools={
          <>
            <Link className="button" href="/vehicles/import">
              Import
            </Link>
            <button className="primary" type="button" onClick={() => navigate(here({ edit: 'new' }))}>
              <Icon name="plus" />
              Add vehicle
            </button>
          </>
        }
        empty={
          <Empty icon="truck" title={isFiltered ? 'No vehicle fits these filters' : 'No vehicles yet'}>
            {isFiltered ? <Link href="/vehicles">Show all vehicles</Link> : 'Add the first of the fleet.'}
          </Empty>
        }
      />
      {edited && (
        <VehicleDialog key={edited} id={edited === 'new' ? null : edited} onClose={() => navigate(here())} />
      )}
    </>
  )
}
