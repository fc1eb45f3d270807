import { useEffect, useState } from 'react'
import { duration } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { useNowMs } from '../shared/time.tsx'
import { useConnection, useLive } from './live.tsx'

/** A socket that is back at once, as when its credentials were renewed, is no news. */
const GRACE_MS = 1_500

/** True once the connection has been away for longer than the grace: what is shown may be old. */
export function useIsStale(): boolean {
  const { phase } = useConnection()
  const [isStale, setStale] = useState(false)
  useEffect(() => {
    if (phase !== 'lost') {
      if (phase === 'live') setStale(false)
      return
    }
    const timer = setTimeout(() => setStale(true), GRACE_MS)
    return () => clearTimeout(timer)
  }, [phase])
  return isStale
}

/** Whether what is on the screen is live, always in sight; how old it is when it is not. */
export function ConnectionBadge() {
  const { phase, heardAtMs, retryAtMs } = useConnection()
  const { connection } = useLive()
  const isStale = useIsStale()
  const nowMs = useNowMs()
  if (phase === 'connecting')
    return (
      <span className="connection waiting" role="status">
        <span className="pulse" aria-hidden="true" />
        Connecting…
      </span>
    )
  if (!isStale)
    return (
      <span className="connection good" role="status">
        <span className="pulse" aria-hidden="true" />
        Live
      </span>
    )
  return (
    <span className="connection bad">
      <Icon name="alert" />
      <span>
        <b role="status">Connection lost</b>
        {heardAtMs > 0 && (
          <span className="connection-age">
            , <span className="spacious">shown as of </span>
            {duration((nowMs - heardAtMs) / 1_000)} ago
          </span>
        )}
      </span>
      <button type="button" className="quiet" disabled={retryAtMs === null} onClick={connection.retryNow}>
        {retryAtMs === null ? 'Trying…' : 'Retry'}
        {retryAtMs !== null && (
          <span className="spacious">({duration(Math.max(0, retryAtMs - nowMs) / 1_000)})</span>
        )}
      </button>
    </span>
  )
}
