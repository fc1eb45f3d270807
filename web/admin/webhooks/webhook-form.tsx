import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { ConflictChoice, type Difference } from '../conflict-choice.tsx'
import { readFields, type TypedWebhook, WebhookFields } from './webhook-fields.tsx'
import type { Webhook } from './webhook-health.tsx'

type Conflict = { current: Webhook; typed: TypedWebhook }
const LABELS = { url: 'Address', description: 'Description', eventTypes: 'Events' } as const

const differences = (current: Webhook, typed: TypedWebhook): Difference[] =>
  (Object.keys(LABELS) as (keyof typeof LABELS)[])
    .map((name) => ({ name, label: LABELS[name], theirs: String(current[name]), yours: String(typed[name]) }))
    .filter(({ theirs, yours }) => theirs !== yours)

/** Changes a webhook as it was when the form was opened. */
export function WebhookForm({ start }: { start: Webhook }) {
  const cache = useQueryClient()
  const [base, setBase] = useState(start)
  const [fillings, setFillings] = useState(0)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const params = { id: base.id }
  const save = useMutation({
    mutationFn: ({ typed, version }: { typed: TypedWebhook; version: number }) =>
      call('patch', '/v1/admin/webhooks/:id', { params, body: { ...typed, version } }),
    onSuccess: (saved) => {
      setBase(saved)
      setConflict(null)
      void cache.invalidateQueries({ queryKey: ['webhooks'] })
    },
    onError: async (error, { typed }) => {
      if (error instanceof ApiError && error.code === 'version_mismatch')
        setConflict({ current: await call('get', '/v1/admin/webhooks/:id', { params }), typed })
    },
  })
  const failure = save.error instanceof ApiError ? save.error : null
  const isConflict = failure?.code === 'version_mismatch'
  const errors = failure?.fields ?? {}
  return (
    <form
      key={fillings}
      className="card webhook-form"
      aria-label="Settings of the webhook"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        // What was paused or rotated meanwhile is no other's change of these fields.
        save.mutate({ typed: readFields(new FormData(event.currentTarget)), version: base.version })
      }}
    >
      <h2>Settings</h2>
      <WebhookFields webhook={base} errors={errors} />
      {conflict && (
        <ConflictChoice
          what="webhook"
          changes={differences(conflict.current, conflict.typed)}
          isPending={save.isPending}
          onTakeTheirs={() => {
            setBase(conflict.current)
            setConflict(null)
            setFillings(fillings + 1)
            save.reset()
          }}
          onKeepMine={() => save.mutate({ typed: conflict.typed, version: conflict.current.version })}
        />
      )}
      {save.error && !isConflict && (
        <ErrorNotice
          title="Not saved"
          error={Object.keys(errors).length > 0 ? new Error('See the fields that are marked.') : save.error}
        />
      )}
      <footer className="row">
        <button className="primary" type="submit" disabled={save.isPending || isConflict}>
          {save.isPending ? 'Saving…' : 'Save'}
        </button>
        {save.isSuccess && (
          <p className="saved" role="status">
            <Icon name="check" />
            Saved
          </p>
        )}
      </footer>
    </form>
  )
}
