import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call, isVersionMismatch } from '../../api/client.ts'
import { ConflictChoice, type Difference } from '../../shared/conflict-choice.tsx'
import { Saved } from '../../shared/saved.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { readFields, type TypedWebhook, WebhookFields } from './webhook-fields.tsx'
import type { Webhook } from './webhook-health.tsx'

type Conflict = { current: Webhook; typed: TypedWebhook }
const LABELS = { url: 'Address', description: 'Description', eventTypes: 'Events' } as const

const differences = (current: Webhook, typed: TypedWebhook): Difference[] =>
  (Object.keys(LABELS) as (keyof typeof LABELS)[])
    .map((name) => ({ name, label: LABELS[name], theirs: String(current[name]), yours: String(typed[name]) }))
    .filter(({ theirs, yours }) => theirs !== yours)

/** Saves what was typed over the webhook as it was when that began, and again over what no other changed of its settings. */
function useSaving(start: Webhook) {
  const cache = useQueryClient()
  const [base, setBase] = useState(start)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const params = { id: base.id }
  const send = (typed: TypedWebhook, version: number) =>
    call('patch', '/v1/admin/webhooks/:id', { params, body: { ...typed, version } })
  const save = useMutation({
    mutationFn: async ({ typed, over }: { typed: TypedWebhook; over: Webhook }) => {
      try {
        return await send(typed, over.version)
      } catch (error) {
        if (!isVersionMismatch(error)) throw error
        const current = await call('get', '/v1/admin/webhooks/:id', { params })
        // It was paused or its secret renewed meanwhile: nothing that this form could lose.
        if (differences(current, over).length === 0) return send(typed, current.version)
        setConflict({ current, typed })
        throw error
      }
    },
    onSuccess: (saved) => {
      setBase(saved)
      setConflict(null)
      void cache.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })
  const takeTheirs = () => {
    if (conflict) setBase(conflict.current)
    setConflict(null)
    save.reset()
  }
  return { base, save, conflict, takeTheirs }
}

/** Changes a webhook as it was when the form was opened. */
export function WebhookForm({ start }: { start: Webhook }) {
  const { base, save, conflict, takeTheirs } = useSaving(start)
  const [fillings, setFillings] = useState(0)
  const failure = save.error instanceof ApiError ? save.error : null
  const errors = failure?.fields ?? {}
  return (
    <form
      key={fillings}
      className="card webhook-form"
      aria-label="Settings of the webhook"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ typed: readFields(new FormData(event.currentTarget)), over: base })
      }}
    >
      <h2>Settings</h2>
      <WebhookFields webhook={base} errors={errors} />
      {conflict && (
        <ConflictChoice
          what="this webhook"
          changes={differences(conflict.current, conflict.typed)}
          isPending={save.isPending}
          onTakeTheirs={() => {
            takeTheirs()
            setFillings(fillings + 1)
          }}
          onKeepMine={() => save.mutate({ typed: conflict.typed, over: conflict.current })}
        />
      )}
      {save.error && !(conflict && isVersionMismatch(save.error)) && (
        <ErrorNotice
          title="Not saved"
          error={Object.keys(errors).length > 0 ? new Error('See the fields that are marked.') : save.error}
        />
      )}
      <footer className="row">
        <button className="primary" type="submit" disabled={save.isPending || conflict !== null}>
          {save.isPending ? 'Saving…' : 'Save'}
        </button>
        {save.isSuccess && <Saved>Saved</Saved>}
      </footer>
    </form>
  )
}
