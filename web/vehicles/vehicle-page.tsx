import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { useTitle } from '../app/router.tsx'
import { AuditHistory } from '../fleet/audit-history.tsx'
import { FITNESS_AGAIN_MS, Fitness } from '../fleet/fitness.tsx'
import { Papers } from '../fleet/papers.tsx'
import { useOpen } from '../fleet/use-open.ts'
import { BackToList } from '../shared/back-to-list.tsx'
import { VehicleBadge } from '../shared/badge.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { MaintenanceCard } from './maintenance/maintenance-card.tsx'
import { RetireDialog } from './retire-dialog.tsx'
import { VehicleDialog } from './vehicle-dialog.tsx'
import { VehicleDriver } from './vehicle-driver.tsx'
import { VehicleFacts } from './vehicle-facts.tsx'

export default function VehiclePage({ id }: { id: string }) {
  const vehicle = useQuery({
    queryKey: ['vehicle', id],
    queryFn: () => call('get', '/v1/admin/vehicles/:id', { params: { id } }),
    refetchInterval: FITNESS_AGAIN_MS,
  })
  const { data } = vehicle
  useTitle(data?.plate ?? 'Vehicle')
  return (
    <div className="page">
      <BackToList path="/vehicles" all="All vehicles" />
      {vehicle.error && (
        <ErrorNotice
          title="The vehicle could not be read"
          error={vehicle.error}
          onRetry={() => void vehicle.refetch()}
          isRetrying={vehicle.isFetching}
        />
      )}
      {vehicle.isPending && <LoadingRows what="the vehicle" />}
      {data && <VehicleView vehicle={data} />}
    </div>
  )
}

function VehicleView({ vehicle }: { vehicle: Vehicle }) {
  const { id, plate, status, make, model, year, vehicleClass } = vehicle
  const { open, show, close } = useOpen()
  const fitness = useQuery({
    queryKey: ['vehicle', id, 'fitness'],
    queryFn: () => call('get', '/v1/admin/vehicles/:id/fitness', { params: { id } }),
    refetchInterval: FITNESS_AGAIN_MS,
  })
  const isRetired = status === 'retired'
  const subject = { type: 'vehicle', id } as const
  return (
    <>
      <header className="page-head">
        <h1 className="plate">{plate}</h1>
        <VehicleBadge status={status} />
        <span className="muted">
          {make} {model} {year} · {vehicleClassLabel(vehicleClass)}
        </span>
        {!isRetired && (
          <div className="actions">
            <button type="button" onClick={() => show('edit')}>
              <Icon name="edit" />
              Edit
            </button>
            <button type="button" className="danger" onClick={() => show('retire')}>
              <Icon name="archive" />
              Retire
            </button>
          </div>
        )}
      </header>
      <Fitness fitness={fitness} />
      <div className="fleet-grid">
        <div className="fleet-main">
          <MaintenanceCard vehicle={vehicle} />
          <AuditHistory subject={subject} />
        </div>
        <div className="fleet-side">
          <VehicleFacts vehicle={vehicle} />
          <VehicleDriver vehicle={vehicle} />
          <Papers subject={subject} isFixed={isRetired} />
        </div>
      </div>
      {open === 'edit' && <VehicleDialog id={id} onClose={close} />}
      {open === 'retire' && !isRetired && <RetireDialog vehicle={vehicle} onClose={close} />}
    </>
  )
}
