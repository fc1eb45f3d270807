import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { useLive } from '../live/live.tsx'
import { useLiveDriver } from '../live/use-live-driver.ts'
import { duration } from '../shared/format.ts'
import { useNowMs } from '../shared/time.tsx'

type Props = { driverId: string; isFollowing: boolean; onStart: () => void; onStop: () => void }

/** On the map, for as long as a driver is chosen: who, how old what is seen of them is, and whether the map goes after them. */
export function FollowChip({ driverId, isFollowing, onStart, onStop }: Props) {
  const { city } = useLive()
  const nowMs = useNowMs()
  const { data } = useQuery({
    queryKey: ['driver', driverId],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id: driverId } }),
  })
  const seen = useLiveDriver(driverId) ?? data?.place
  return (
    <div className="follow-chip" data-following={isFollowing}>
      <span className="follow-who">
        <b>
          {isFollowing && <span className="muted">Following </span>}
          {data?.name ?? 'Driver'}
        </b>
        <small>{seen ? `last seen ${duration(city.ageMs(seen, nowMs) / 1_000)} ago` : 'not seen yet'}</small>
      </span>
      <button type="button" className="follow-toggle" onClick={isFollowing ? onStop : onStart}>
        {isFollowing ? 'Stop following' : 'Follow'}
        <kbd>f</kbd>
      </button>
    </div>
  )
}
