import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { ApiError, call } from '../api/client.ts'
import { newKey } from '../api/session.ts'
import type { Money } from '../api/types.ts'
import { readAmount, typedAmount } from '../shared/amount.ts'
import { money, shortId } from '../shared/format.ts'
import { notify } from '../shared/notices.tsx'
import { ReasonDialog } from '../shared/reason-dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'

const REASONS = [
  'The driver came too late',
  'Goods were damaged or lost',
  'Charged in error',
  'As a courtesy to the customer',
]
type Refund = { amount: number; isShared: boolean; reason: string }

/** A refund is posted once, however often it is sent; another amount or reason is another one. */
function useRefund(id: string, { currency }: Money, onDone: () => void) {
  const cache = useQueryClient()
  const sent = useRef({ text: '', key: '' })
  return useMutation({
    mutationFn: (body: Refund) => {
      const text = JSON.stringify(body)
      if (sent.current.text !== text) sent.current = { text, key: newKey() }
      return call('post', '/v1/bookings/:id/refunds', { params: { id }, body, key: sent.current.key })
    },
    onSuccess: (_, { amount }) => {
      notify({ text: `${money({ amount, currency })} of booking ${shortId(id)} credited to the customer` })
      onDone()
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ['booking', id] }),
  })
}

type Props = { id: string; left: Money; isFee: boolean; hasDriver: boolean; onClose: () => void }

/** Gives a customer back what is left of a booking's charges, or a part of it. */
export function RefundDialog({ id, left, isFee, hasDriver, onClose }: Props) {
  const [complaint, setComplaint] = useState<string>()
  const refund = useRefund(id, left, onClose)
  const isOver = refund.error instanceof ApiError && refund.error.code === 'nothing_to_refund'
  return (
    <ReasonDialog
      title={`${isFee ? 'Waive the fee' : 'Refund'} of booking ${shortId(id)}`}
      fields={<RefundFields left={left} hasDriver={hasDriver} complaint={complaint} onMend={setComplaint} />}
      reasons={REASONS}
      submit={refund.isPending ? 'Crediting…' : 'Credit the customer'}
      keep="Close"
      problem={refund.error && <ErrorNotice title="Nothing was credited" error={said(refund.error)} />}
      isDisabled={refund.isPending || isOver}
      onReason={(reason, form) => {
        const amount = readAmount(String(form.get('amount')), left.currency)
        if (amount === undefined || amount < 1 || amount > left.amount)
          return setComplaint(`Expected an amount above nothing, up to ${money(left)}`)
        refund.mutate({ amount, reason, isShared: form.has('isShared') })
      }}
      onClose={onClose}
    >
      {money(left)} of what was charged has not been given back. What is credited now stands on the customer's
      account and cannot be taken back here.
    </ReasonDialog>
  )
}

/** The server counts in minor units; people do not. */
const said = (error: Error) =>
  error instanceof ApiError && error.code === 'amount_too_high'
    ? new Error('Somebody else refunded a part meanwhile. What is left now is said above.')
    : error

type FieldsProps = Pick<Props, 'left' | 'hasDriver'> & {
  complaint: string | undefined
  onMend: (complaint: undefined) => void
}

function RefundFields({ left, hasDriver, complaint, onMend }: FieldsProps) {
  const noteId = useId()
  return (
    <>
      <div className="field">
        <label>
          <span>
            Amount<span className="muted">, {left.currency}</span>
          </span>
          <input
            name="amount"
            inputMode="decimal"
            autoComplete="off"
            defaultValue={typedAmount(left.amount, left.currency)}
            onInput={() => onMend(undefined)}
            aria-invalid={complaint !== undefined}
            aria-describedby={noteId}
          />
        </label>
        <small id={noteId} className={complaint ? 'field-error' : 'muted'} role={complaint && 'alert'}>
          {complaint ?? `Up to ${money(left)}`}
        </small>
      </div>
      {hasDriver && (
        <label className="check">
          <input type="checkbox" name="isShared" />
          The driver gives back their part of it
        </label>
      )}
    </>
  )
}
