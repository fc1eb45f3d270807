import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Dialog } from '../shared/dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import type { RateCard } from './rate-terms.ts'
import { ZonedTime } from './zoned-time.tsx'

type Props = { card: RateCard; onClose: () => void }

export function WithdrawDialog({ card, onClose }: Props) {
  const cache = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () =>
      call('post', '/v1/admin/rate-cards/:id/withdraw', { params: { id: card.id }, body: {} }),
    onSuccess: onClose,
    onSettled: () => cache.invalidateQueries({ queryKey: ['rate-cards'] }),
  })
  return (
    <Dialog title={`Withdraw version ${card.version}`} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          withdraw.mutate()
        }}
      >
        <p>
          It will not start on <ZonedTime iso={card.startsAt} zone={card.timeZone} />; the version before it
          goes on instead. A withdrawn version stays on record, and a new one can be drafted from it.
        </p>
        {withdraw.error && <ErrorNotice title="Not withdrawn" error={withdraw.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Keep it
          </button>
          <button type="submit" className="danger solid" disabled={withdraw.isPending}>
            {withdraw.isPending ? 'Withdrawing…' : 'Withdraw the version'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
