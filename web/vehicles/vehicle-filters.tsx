import { useEffect, useState } from 'react'
import { addressOf } from '../api/client.ts'
import { navigate } from '../app/router.tsx'
import { VEHICLE_STATUSES, vehicleStatusLabel } from '../shared/badge.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'

const TYPING_MS = 300
export type Filters = { class: string; status: string; q: string }

/** Filters live in the address; what is typed goes there once the typing pauses. */
export function VehicleFilters({ filters }: { filters: Filters }) {
  const [typed, setTyped] = useState(filters.q)
  const { class: vehicleClass, status, q } = filters
  useEffect(() => setTyped(q), [q])
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(() => {
      // A vehicle that was opened while the typing paused stays open.
      const edit = new URLSearchParams(location.search).get('edit') ?? undefined
      const filters = { class: vehicleClass, status, q: typed.trim(), edit }
      navigate(addressOf('/vehicles', {}, filters), { isReplacing: true })
    }, TYPING_MS)
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
