import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Driver } from '../api/types.ts'
import { Link, useTitle } from '../app/router.tsx'
import { AuditHistory } from '../fleet/audit-history.tsx'
import { FITNESS_AGAIN_MS, Fitness } from '../fleet/fitness.tsx'
import { isAdmin } from '../fleet/is-admin.ts'
import { Papers } from '../fleet/papers.tsx'
import { BackToList } from '../shared/back-to-list.tsx'
import { ApprovalBadge, DriverBadge } from '../shared/badge.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { DriverActions } from './driver-actions.tsx'
import { DriverFacts } from './driver-facts.tsx'
import { DriverVehicle } from './driver-vehicle.tsx'
import { Earnings } from './earnings.tsx'
import { Ratings } from './ratings.tsx'
import { Reliability } from './reliability.tsx'

export default function DriverPage({ id }: { id: string }) {
  const driver = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
    refetchInterval: FITNESS_AGAIN_MS,
  })
  const { data } = driver
  useTitle(data?.name ?? 'Driver')
  return (
    <div className="page">
      <BackToList path="/drivers" all="All drivers" />
      {driver.error && (
        <ErrorNotice
          title="The driver could not be read"
          error={driver.error}
          onRetry={() => void driver.refetch()}
          isRetrying={driver.isFetching}
        />
      )}
      {driver.isPending && <LoadingRows what="the driver" />}
      {data && <DriverView driver={data} />}
    </div>
  )
}

function DriverView({ driver }: { driver: Driver }) {
  const { id, name, approval } = driver
  const subject = { type: 'driver', id } as const
  const mayKeep = isAdmin()
  const fitness = useQuery({
    queryKey: ['driver', id, 'fitness'],
    queryFn: () => call('get', '/v1/drivers/:id/fitness', { params: { id } }),
    refetchInterval: FITNESS_AGAIN_MS,
  })
  const record = useQuery({
    queryKey: ['driver', id, 'record'],
    queryFn: () => call('get', '/v1/admin/drivers/:id', { params: { id } }),
    enabled: mayKeep,
  })
  return (
    <>
      <header className="page-head">
        <h1>{name}</h1>
        <DriverBadge driver={driver} />
        <ApprovalBadge approval={approval} />
        {record.data?.approvalReason && <span className="muted">{record.data.approvalReason}</span>}
        <div className="actions">
          <Link className="button" href={`/?driver=${id}`}>
            <Icon name="map" />
            On the map
          </Link>
          {record.data && <DriverActions record={record.data} handsBack={fitness.data?.handsBack} />}
        </div>
      </header>
      <Fitness fitness={fitness} />
      <div className="fleet-grid">
        <div className="fleet-main">
          <Earnings id={id} />
          <Ratings id={id} />
          {mayKeep && <AuditHistory subject={subject} />}
        </div>
        <div className="fleet-side">
          <DriverFacts driver={driver} record={record.data} />
          <Reliability id={id} />
          <DriverVehicle driver={driver} record={record.data} />
          {mayKeep && <Papers subject={subject} />}
        </div>
      </div>
    </>
  )
}
