import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Confirm } from '../../shared/confirm.tsx'
import type { Zone, ZoneKind } from './zone-kinds.ts'

const WITHOUT: Record<ZoneKind, string> = {
  service_area: 'Pickups that only this area holds are refused, if the market has another service area.',
  no_go: 'Hauls may go there again.',
  surge_cap: 'Prices there follow demand again, without a cap.',
  geofence: 'Visits end now, and no more are noted; those so far stay.',
}

export function RemoveZone({ zone, onRemoved }: { zone: Zone; onRemoved: () => void }) {
  const cache = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call('post', '/v1/admin/zones/:id/remove', { params: { id: zone.id } }),
    onSuccess: onRemoved,
    onSettled: () => cache.invalidateQueries({ queryKey: ['zones'] }),
  })
  return (
    <>
      <button type="button" className="danger" onClick={() => setAsking(true)}>
        Remove
      </button>
      {isAsking && (
        <Confirm
          title={`Remove ${zone.name}?`}
          action={remove}
          submit={['Remove for good', 'Removing…']}
          keep="Keep it"
          refused="Not removed"
          onClose={() => setAsking(false)}
        >
          It ends for good and cannot come back; its history stays. {WITHOUT[zone.kind]}
        </Confirm>
      )}
    </>
  )
}
