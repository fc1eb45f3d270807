import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { addressOf, call } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { Link, navigate, useAddress, useTitle } from '../app/router.tsx'
import { VEHICLE_STATUSES, VehicleBadge, vehicleStatusLabel } from '../shared/badge.tsx'
import { Icon } from '../shared/icons.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { RetireDialog } from './retire-dialog.tsx'
import { VehicleDialog } from './vehicle-dialog.tsx'

const PAGE_SIZE = 50
const TYPING_MS = 300
type Filters = { class: string; status: string; q: string }
const oneOf = <T extends string>(words: readonly T[], word: string | null) =>
  words.find((each) => each === word)

export function VehiclesPage() {
  useTitle('Vehicles')
  const { query } = useAddress()
  const vehicleClass = oneOf(VEHICLE_CLASSES, query.get('class'))
  const status = oneOf(VEHICLE_STATUSES, query.get('status'))
  const q = query.get('q') ?? ''
  const cursor = query.get('cursor') ?? undefined
  const edited = query.get('edit')
  const filters: Filters = { class: vehicleClass ?? '', status: status ?? '', q }
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
  const items = list.data?.items
  const next = list.data?.nextCursor
  const isFiltered = Boolean(vehicleClass || status || q)
  return (
    <div className="page">
      <header className="page-head">
        <h1>Vehicles</h1>
        <FilterBar filters={filters} />
        <div className="actions">
          <button className="primary" type="button" onClick={() => navigate(here({ edit: 'new' }))}>
            <Icon name="plus" />
            Add vehicle
          </button>
        </div>
      </header>
      {list.error && (
        <ErrorNotice
          title="The vehicles could not be read"
          error={list.error}
          onRetry={() => void list.refetch()}
          isRetrying={list.isFetching}
        />
      )}
      {list.isPending && <LoadingRows what="vehicles" />}
      {items && (
        <div className="table-card" aria-busy={list.isPlaceholderData}>
          {items.length === 0 ? (
            <Empty icon="truck" title={isFiltered ? 'No vehicle fits these filters' : 'No vehicles yet'}>
              {isFiltered ? <Link href="/vehicles">Show all vehicles</Link> : 'Add the first of the fleet.'}
            </Empty>
          ) : (
            <Table items={items} editHref={(id) => here({ edit: id })} onRetire={setRetiring} />
          )}
        </div>
      )}
      {(cursor || next) && (
        <nav className="pager" aria-label="More vehicles">
          {cursor && (
            <Link className="button" href={here({ cursor: undefined })}>
              <Icon name="arrowLeft" />
              Newest
            </Link>
          )}
          {next && (
            <Link className="button" href={here({ cursor: next })}>
              Older
              <Icon name="arrowRight" />
            </Link>
          )}
        </nav>
      )}
      {edited && (
        <VehicleDialog key={edited} id={edited === 'new' ? null : edited} onClose={() => navigate(here())} />
      )}
      {retiring && <RetireDialog vehicle={retiring} onClose={() => setRetiring(null)} />}
    </div>
  )
}

function FilterBar({ filters }: { filters: Filters }) {
  const [typed, setTyped] = useState(filters.q)
  const { class: vehicleClass, status, q } = filters
  useEffect(() => setTyped(q), [q])
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(
      () =>
        navigate(addressOf('/vehicles', {}, { class: vehicleClass, status, q: typed.trim() }), {
          isReplacing: true,
        }),
      TYPING_MS,
    )
    return () => clearTimeout(timer)
  }, [typed, q, vehicleClass, status])
  const show = (change: Partial<Filters>) => navigate(addressOf('/vehicles', {}, { ...filters, ...change }))
  return (
    <search className="filters">
      <label className="inline">
        Class
        <select value={vehicleClass} onChange={(event) => show({ class: event.target.value })}>
          <option value="">All</option>
          {VEHICLE_CLASSES.map((each) => (
            <option key={each} value={each}>
              {vehicleClassLabel(each)}
            </option>
          ))}
        </select>
      </label>
      <label className="inline">
        Status
        <select value={status} onChange={(event) => show({ status: event.target.value })}>
          <option value="">All</option>
          {VEHICLE_STATUSES.map((each) => (
            <option key={each} value={each}>
              {vehicleStatusLabel(each)}
            </option>
          ))}
        </select>
      </label>
      <label className="inline grow">
        <span className="visually-hidden">Search</span>
        <input
          type="search"
          value={typed}
          placeholder="Search plate, make or model"
          maxLength={60}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
    </search>
  )
}

type TableProps = {
  items: Vehicle[]
  editHref: (id: string) => string
  onRetire: (vehicle: Vehicle) => void
}
const number = new Intl.NumberFormat()

const Table = ({ items, editHref, onRetire }: TableProps) => (
  <table className="stacking">
    <thead>
      <tr>
        <th scope="col">Plate</th>
        <th scope="col">Status</th>
        <th scope="col">Vehicle</th>
        <th scope="col">Class</th>
        <th scope="col" className="number">
          Carries
        </th>
        <th scope="col">Driver</th>
        <th scope="col">Changed</th>
        <th scope="col">
          <span className="visually-hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map((vehicle) => (
        <tr key={vehicle.id} data-plate={vehicle.plate}>
          <td>
            <b className="plate">{vehicle.plate}</b>
          </td>
          <td>
            <VehicleBadge status={vehicle.status} />
          </td>
          <td>
            {vehicle.make} {vehicle.model} <span className="muted">{vehicle.year}</span>
          </td>
          <td>{vehicleClassLabel(vehicle.vehicleClass)}</td>
          <td className="number">
            {number.format(vehicle.capacityKg)} kg <span className="muted">·</span>{' '}
            {number.format(vehicle.capacityM3)} m³
          </td>
          <td>
            {vehicle.driverId ? (
              <Link href={`/?driver=${vehicle.driverId}`}>On the map</Link>
            ) : (
              <span className="muted">None</span>
            )}
          </td>
          <td className="when">
            <Time iso={vehicle.updatedAt} />
          </td>
          <td className="row-actions">
            {vehicle.status !== 'retired' && (
              <>
                <Link
                  className="button quiet"
                  href={editHref(vehicle.id)}
                  aria-label={`Edit ${vehicle.plate}`}
                >
                  <Icon name="edit" />
                  Edit
                </Link>
                <button
                  type="button"
                  className="quiet"
                  aria-label={`Retire ${vehicle.plate}`}
                  onClick={() => onRetire(vehicle)}
                >
                  <Icon name="archive" />
                  Retire
                </button>
              </>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
