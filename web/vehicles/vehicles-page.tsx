import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, withQuery } from '../api/client.ts'
import { type Page, VEHICLE_CLASSES, type Vehicle } from '../api/types.ts'
import { Link, navigate, useAddress } from '../app/router.tsx'
import { Badge, Empty, ErrorNotice, Loading, words } from '../shared/states.tsx'
import { VehicleForm } from './vehicle-form.tsx'

const PAGE_SIZE = '50'
const STATUSES = ['active', 'maintenance', 'retired']

export function VehiclesPage() {
  const { query } = useAddress()
  const filters = {
    class: query.get('class') ?? '',
    status: query.get('status') ?? '',
    q: query.get('q') ?? '',
  }
  const cursor = query.get('cursor') ?? ''
  const edited = query.get('edit')
  const here = (more: Record<string, string> = {}) => withQuery('/vehicles', { ...filters, ...more })
  const list = useQuery({
    queryKey: ['vehicles', filters, cursor],
    queryFn: () =>
      call<Page<Vehicle>>('GET', withQuery('/v1/admin/vehicles', { ...filters, cursor, limit: PAGE_SIZE })),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <div className="row spread">
        <h1>Vehicles</h1>
        <button className="primary" type="button" onClick={() => navigate(here({ edit: 'new' }))}>
          Add vehicle
        </button>
      </div>
      {edited && (
        <VehicleForm key={edited} id={edited === 'new' ? null : edited} onClose={() => navigate(here())} />
      )}
      <Filters key={JSON.stringify(filters)} filters={filters} />
      {list.error && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading what="vehicles" />}
      {list.data && (
        <div className="card scroll">
          {list.data.items.length === 0 ? (
            <Empty text="No vehicle fits these filters." />
          ) : (
            <Table items={list.data.items} editHref={(id) => here({ edit: id })} />
          )}
        </div>
      )}
      <div className="row">
        {cursor && <Link href={here()}>Newest</Link>}
        {next && <Link href={here({ cursor: next })}>Older</Link>}
      </div>
    </div>
  )
}

function Filters({ filters }: { filters: { class: string; status: string; q: string } }) {
  const show = (change: Partial<typeof filters>) =>
    navigate(withQuery('/vehicles', { ...filters, ...change }))
  const choice = (name: 'class' | 'status', label: string, values: readonly string[]) => (
    <label>
      {label}
      <select value={filters[name]} onChange={(event) => show({ [name]: event.target.value })}>
        <option value="">All</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {words(value)}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        show({ q: String(new FormData(event.currentTarget).get('q')).trim() })
      }}
    >
      {choice('class', 'Class', VEHICLE_CLASSES)}
      {choice('status', 'Status', STATUSES)}
      <label>
        Search
        <input name="q" type="search" defaultValue={filters.q} maxLength={60} />
      </label>
    </form>
  )
}

function Table({ items, editHref }: { items: Vehicle[]; editHref: (id: string) => string }) {
  const cache = useQueryClient()
  const retire = useMutation({
    mutationFn: (id: string) => call('POST', `/v1/admin/vehicles/${id}/retire`),
    onSettled: () => cache.invalidateQueries({ queryKey: ['vehicles'] }),
  })
  return (
    <>
      {retire.error && <ErrorNotice error={retire.error} />}
      <table>
        <thead>
          <tr>
            <th>Plate</th>
            <th>Vehicle</th>
            <th>Class</th>
            <th className="number">Carries</th>
            <th>Status</th>
            <th>Driver</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((vehicle) => (
            <tr key={vehicle.id} data-plate={vehicle.plate}>
              <td>{vehicle.plate}</td>
              <td>
                {vehicle.make} {vehicle.model}, {vehicle.year}
              </td>
              <td>{words(vehicle.vehicleClass)}</td>
              <td className="number">
                {vehicle.capacityKg} kg, {vehicle.capacityM3} m³
              </td>
              <td>
                <Badge state={vehicle.status} />
              </td>
              <td>{vehicle.driverId ? 'has one' : <span className="muted">none</span>}</td>
              <td>
                {vehicle.status !== 'retired' && (
                  <div className="row">
                    <Link href={editHref(vehicle.id)}>Edit</Link>
                    <button
                      className="danger"
                      type="button"
                      disabled={retire.isPending}
                      onClick={() => {
                        if (confirm(`Retire ${vehicle.plate} for good?`)) retire.mutate(vehicle.id)
                      }}
                    >
                      Retire
                    </button>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
