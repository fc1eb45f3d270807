import { ApiError } from '../api/client.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { lookOf } from './booking-states.ts'

/** Why an action did not happen; one that came too late says what the booking is by now. */
export function ConflictNotice({ error }: { error: Error }) {
  const state = error instanceof ApiError && error.status === 409 ? error.currentState : undefined
  if (!state) return <ErrorNotice error={error} />
  return (
    <div className="notice bad" role="alert">
      <Icon name="alert" />
      <div className="notice-text">
        <b>The booking has moved on</b>
        <span>
          It is “{lookOf(state).label.toLowerCase()}” by now, so nothing was changed. The page shows it as it
          is.
        </span>
      </div>
    </div>
  )
}
