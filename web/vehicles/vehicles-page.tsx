import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addressOf, call } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { Link, navigate, useAddress, useTitle } from '../app/router.tsx'
import { VEHICLE_STATUSES, vehicleStatusLabel } from '../shared/badge.tsx'
import { choice, Filters, oneOf } from '../shared/filters.tsx'
import { Icon } from '../shared/icons.tsx'
import { ListRows } from '../shared/list-rows.tsx'
import { Pager } from '../shared/pager.tsx'
import { Empty } from '../shared/states.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { RetireDialog } from './retire-dialog.tsx'
import { VehicleDialog } from './vehicle-dialog.tsx'
import { VehicleTable } from './vehicle-table.tsx'

const PAGE_SIZE = 50
const CHOICES = [
  choice('class', 'Class', VEHICLE_CLASSES, vehicleClassLabel),
  choice('status', 'Status', VEHICLE_STATUSES, vehicleStatusLabel),
]

export default function VehiclesPage() {
  useTitle('Vehicles')
  const { query } = useAddress()
  const vehicleClass = oneOf(VEHICLE_CLASSES, query.get('class'))
  const status = oneOf(VEHICLE_STATUSES, query.get('status'))
  const q = query.get('q') ?? ''
  const cursor = query.get('cursor') ?? undefined
  const edited = query.get('edit')
  const filters = { class: vehicleClass ?? '', status: status ?? '', q }
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/vehicles', {}, { ...filters, cursor, ...more })
  const [retiring, setRetiring] = useState<Vehicle | null>(null)
  const list = useQuery({
    queryKey: ['vehicles', vehicleClass, status, q, cursor],
    queryFn: () =>
      call('get', '/v1/admin/vehicles', {
        query: {
          limit: PAGE_SIZE,
          ...(vehicleClass && { class: vehicleClass }),
          ...(status && { status }),
          ...(q && { q }),
          ...(cursor && { cursor }),
        },
      }),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.nextCursor
  const isFiltered = Boolean(vehicleClass || status || q)
  return (
    <div className="page">
      <header className="page-head">
        <h1>Vehicles</h1>
        <Filters
          path="/vehicles"
          choices={CHOICES}
          values={filters}
          placeholder="Search plate, make or model"
        />
        <div className="actions">
          <Link className="button" href="/vehicles/import">
            Import
          </Link>
          <button className="primary" type="button" onClick={() => navigate(here({ edit: 'new' }))}>
            <Icon name="plus" />
            Add vehicle
          </button>
        </div>
      </header>
      <ListRows
        list={list}
        what="vehicles"
        empty={
          <Empty icon="truck" title={isFiltered ? 'No vehicle fits these filters' : 'No vehicles yet'}>
            {isFiltered ? <Link href="/vehicles">Show all vehicles</Link> : 'Add the first of the fleet.'}
          </Empty>
        }
      >
        {(items) => (
          <VehicleTable items={items} editHref={(id) => here({ edit: id })} onRetire={setRetiring} />
        )}
      </ListRows>
      <Pager
        label="More vehicles"
        newest={cursor && here({ cursor: undefined })}
        older={next && here({ cursor: next })}
      />
      {edited && (
        <VehicleDialog key={edited} id={edited === 'new' ? null : edited} onClose={() => navigate(here())} />
      )}
      {retiring && <RetireDialog vehicle={retiring} onClose={() => setRetiring(null)} />}
    </div>
  )
}
