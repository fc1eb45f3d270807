import type { Maintenance } from '../../api/types.ts'
import { ErrorNotice } from '../../shared/states.tsx'
import { gripsOf } from './move-period.ts'
import { periodText } from './period-words.ts'
import type { Mover } from './use-moving.ts'

/** How periods are moved, where one is being moved to, and why it could not be. */
export function MovingNote({ mover, periods }: { mover: Mover; periods: readonly Maintenance[] }) {
  const { held, isKeyed, isSaving, error, settle, giveUp } = mover
  const canMove = periods.some((period) => gripsOf(period).length > 0)
  return (
    <>
      {error && <ErrorNotice title="It stays where it was" error={error} />}
      <div className="moving-note" role="status">
        {held ? (
          <>
            <span>
              {held.reason}: {periodText(held)}
            </span>
            {isKeyed && (
              <span className="row">
                <button type="button" className="small" disabled={isSaving} onClick={giveUp}>
                  Leave it
                </button>
                <button type="button" className="small primary" disabled={isSaving} onClick={settle}>
                  {isSaving ? 'Moving…' : 'Move it'}
                </button>
              </span>
            )}
          </>
        ) : (
          canMove && (
            <span className="muted">
              Drag a bar or its ends. By keys: arrows move it, with Shift its end; Enter moves it there.
            </span>
          )
        )}
      </div>
    </>
  )
}
