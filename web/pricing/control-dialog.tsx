import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { ApiError, call } from '../api/client.ts'
import { Dialog } from '../shared/dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import type { Market } from './markets.ts'
import type { Control } from './surge-terms.ts'

const REASON_MAX = 500
const MINUTE_MS = 60_000
const LENGTHS = [
  { label: '15 minutes', minutes: 15 },
  { label: '1 hour', minutes: 60 },
  { label: '4 hours', minutes: 240 },
  { label: '24 hours', minutes: 1_440 },
  { label: 'Until it is ended', minutes: 0 },
]

type Props = { kind: Control['kind']; market: Market; onClose: () => void }

/** Freezes a market's multipliers as they are, or sets one for all of it. */
export function ControlDialog({ kind, market, onClose }: Props) {
  const cache = useQueryClient()
  const take = useMutation({
    mutationFn: (form: FormData) => {
      const minutes = Number(form.get('minutes'))
      return call('post', '/v1/admin/surge/controls', {
        body: {
          market: market.cell,
          kind,
          reason: String(form.get('reason')).trim(),
          ...(kind === 'override' && { multiplier: Number(form.get('multiplier')) }),
          ...(minutes > 0 && { expiresAt: new Date(Date.now() + minutes * MINUTE_MS).toISOString() }),
        },
      })
    },
    onSuccess: onClose,
    onSettled: () => cache.invalidateQueries({ queryKey: ['surge'] }),
  })
  const errors = take.error instanceof ApiError ? take.error.fields : {}
  const isFreeze = kind === 'freeze'
  return (
    <Dialog title={isFreeze ? 'Freeze surge' : 'Override surge'} onClose={onClose}>
      <form
        className="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          take.mutate(new FormData(event.currentTarget))
        }}
      >
        <p>
          {isFreeze
            ? 'Every multiplier of the market stays as it is, whatever demand and supply do.'
            : 'One multiplier holds for the whole market, in place of those of its cells.'}{' '}
          Market {market.label}; from the next publication on.
        </p>
        <ControlFields isFreeze={isFreeze} errors={errors} />
        {take.error && (
          <ErrorNotice
            title={isFreeze ? 'Not frozen' : 'Not overridden'}
            error={Object.keys(errors).length > 0 ? new Error('See the fields that are marked.') : take.error}
          />
        )}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" className="primary" disabled={take.isPending}>
            {take.isPending ? 'Sending…' : isFreeze ? 'Freeze the market' : 'Override the market'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

const ControlFields = ({ isFreeze, errors }: { isFreeze: boolean; errors: Record<string, string> }) => (
  <>
    {!isFreeze && (
      <Field label="Multiplier, 1 to 10" error={errors.multiplier}>
        {(props) => (
          <input name="multiplier" inputMode="decimal" defaultValue="1.00" autoComplete="off" {...props} />
        )}
      </Field>
    )}
    <Field label="Reason" error={errors.reason && 'Say why, for those who look later'}>
      {(props) => <textarea name="reason" rows={2} maxLength={REASON_MAX} {...props} />}
    </Field>
    <Field label="For" error={errors.expiresAt}>
      {(props) => (
        <select name="minutes" defaultValue={60} {...props}>
          {LENGTHS.map(({ label, minutes }) => (
            <option key={label} value={minutes}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  </>
)

type ControlProps = { id: string; 'aria-invalid': boolean; 'aria-describedby': string }
type FieldProps = {
  label: string
  error: string | undefined
  children: (props: ControlProps) => ReactNode
}

function Field({ label, error, children }: FieldProps) {
  const id = useId()
  const noteId = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': noteId })}
      <small id={noteId} className="field-error">
        {error}
      </small>
    </div>
  )
}
