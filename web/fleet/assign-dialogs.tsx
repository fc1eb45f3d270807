import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { Driver, Vehicle } from '../api/types.ts'
import { approvalLabel } from '../shared/badge.tsx'
import { Confirm } from '../shared/confirm.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { PickDialog } from './pick-dialog.tsx'
import { useFleetChange } from './use-fleet-change.ts'

const FOUND_MAX = 20
const SUBMIT = ['Assign', 'Assigning…'] as const

const give = (driverId: string, vehicleId: string | null) =>
  call('patch', '/v1/admin/drivers/:id', { params: { id: driverId }, body: { vehicleId } })

/** Gives a vehicle to one of the drivers who have none. */
export function AssignDriverDialog({ vehicle, onClose }: { vehicle: Vehicle; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const found = useQuery({
    queryKey: ['drivers', 'without vehicle', q],
    queryFn: () =>
      call('get', '/v1/drivers', { query: { assigned: 'false', limit: FOUND_MAX, ...(q && { q }) } }),
    select: ({ items }) => items.map(ofDriver),
    placeholderData: keepPreviousData,
  })
  const change = useFleetChange((driverId: string) => give(driverId, vehicle.id), onClose)
  return (
    <PickDialog
      title={`Assign ${vehicle.plate} to a driver`}
      hint="Drivers who have no vehicle. The driver takes over the vehicle's class."
      empty="Every driver that fits has a vehicle"
      {...{ found, typed, change, onClose, onType: setTyped, submit: SUBMIT }}
    />
  )
}
const ofDriver = ({ id, name, approval, vehicleClass }: Driver) => ({
  ...{ id, name },
  detail: `${vehicleClassLabel(vehicleClass)} · ${approvalLabel(approval).toLowerCase()}`,
})

/** Gives a driver one of the vehicles that nobody has. */
export function AssignVehicleDialog({ driver, onClose }: { driver: Driver; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const found = useQuery({
    queryKey: ['vehicles', 'without driver', q],
    queryFn: () =>
      call('get', '/v1/admin/vehicles', { query: { assigned: 'false', limit: FOUND_MAX, ...(q && { q }) } }),
    select: ({ items }) => items.filter(({ status }) => status !== 'retired').map(ofVehicle),
    placeholderData: keepPreviousData,
  })
  const change = useFleetChange((vehicleId: string) => give(driver.id, vehicleId), onClose)
  return (
    <PickDialog
      title={`Assign a vehicle to ${driver.name}`}
      hint="Vehicles that nobody has. The driver takes over its class; a vehicle they have is free again."
      empty="Every vehicle that fits has a driver"
      {...{ found, typed, change, onClose, onType: setTyped, submit: SUBMIT }}
    />
  )
}
const ofVehicle = ({ id, plate, make, model, vehicleClass }: Vehicle) => ({
  ...{ id, name: plate },
  detail: `${make} ${model} · ${vehicleClassLabel(vehicleClass)}`,
})

type UnassignProps = { driverId: string; what: string; onClose: () => void }

/** Takes a driver's vehicle from them. */
export function UnassignDialog({ driverId, what, onClose }: UnassignProps) {
  const change = useFleetChange(() => give(driverId, null), onClose)
  return (
    <Confirm
      title={`Unassign ${what}?`}
      action={change}
      submit={['Unassign', 'Unassigning…']}
      onClose={onClose}
    >
      The driver goes off duty, their open offers are taken back, and they need another vehicle to work.
    </Confirm>
  )
}
