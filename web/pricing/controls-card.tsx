import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { multiplierText } from '../shared/format.ts'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { ControlDialog } from './control-dialog.tsx'
import { type Market, shortCell } from './markets.ts'
import type { Control } from './surge-terms.ts'
import { useControls } from './use-surge.ts'
import { Until, ZonedTime } from './zoned-time.tsx'

type Props = { market: Market; markets: readonly Market[] }

/** What operators hold in hand, this market's first, and taking this one in hand. */
export function ControlsCard({ market, markets }: Props) {
  const [taking, setTaking] = useState<Control['kind'] | null>(null)
  const controls = useControls()
  const isHeld = controls.data?.some((control) => control.market === market.cell) ?? true
  const inOrder = controls.data?.toSorted(
    (a, b) => Number(b.market === market.cell) - Number(a.market === market.cell),
  )
  return (
    <section className="card">
      <header className="side-head">
        <h2>In hand</h2>
        {!isHeld && (
          <div className="row">
            <button type="button" className="quiet" onClick={() => setTaking('freeze')}>
              Freeze
            </button>
            <button type="button" className="quiet" onClick={() => setTaking('override')}>
              Override
            </button>
          </div>
        )}
      </header>
      {controls.error && (
        <ErrorNotice
          title="Not read"
          error={controls.error}
          onRetry={() => void controls.refetch()}
          isRetrying={controls.isFetching}
        />
      )}
      {controls.isPending && <LoadingRows what="what is in hand" rows={1} />}
      {inOrder?.length === 0 && (
        <p className="muted">No market is frozen or overridden; all follow demand and supply.</p>
      )}
      {inOrder && inOrder.length > 0 && (
        <ul className="controls">
          {inOrder.map((control) => (
            <Held
              key={control.id}
              control={control}
              market={markets.find(({ cell }) => cell === control.market)}
              isHere={control.market === market.cell}
            />
          ))}
        </ul>
      )}
      {taking && <ControlDialog kind={taking} market={market} onClose={() => setTaking(null)} />}
    </section>
  )
}

type HeldProps = { control: Control; market: Market | undefined; isHere: boolean }

function Held({ control, market, isHere }: HeldProps) {
  const cache = useQueryClient()
  const end = useMutation({
    mutationFn: () => call('post', '/v1/admin/surge/controls/:id/end', { params: { id: control.id } }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['surge'] }),
  })
  const { kind, multiplier, reason, createdAt, expiresAt } = control
  return (
    <li data-kind={kind}>
      <div className="control-text">
        <b>{multiplier === null ? 'Frozen' : `Overridden, ${multiplierText(multiplier)}`}</b>
        {!isHere && <span className="muted">{market?.label ?? shortCell(control.market)}</span>}
        <span>{reason}</span>
        <small className="control-age">
          since <Time iso={createdAt} />,{' '}
          {expiresAt ? (
            <>
              ends <Until iso={expiresAt} /> (<ZonedTime iso={expiresAt} zone={market?.timeZone ?? 'UTC'} />)
            </>
          ) : (
            'until it is ended'
          )}
        </small>
      </div>
      <button type="button" disabled={end.isPending} onClick={() => end.mutate()}>
        {end.isPending ? 'Ending…' : 'End now'}
      </button>
      {end.error && <ErrorNotice title="Not ended" error={end.error} />}
    </li>
  )
}
