import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { navigate } from '../../app/router.tsx'
import { Confirm } from '../../shared/confirm.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import type { Webhook } from './webhook-health.tsx'

type Props = { webhook: Webhook; onSecret: (secret: string) => void }

/** What can be done with a webhook as a whole. */
export function WebhookActions({ webhook, onSecret }: Props) {
  const { url, status } = webhook
  const [asked, setAsked] = useState<'rotate' | 'remove' | null>(null)
  const { test, pause, rotate, remove } = useActions(webhook, (secret) => {
    setAsked(null)
    onSecret(secret)
  })
  const failure = test.error ?? pause.error
  return (
    <>
      <div className="actions">
        <button type="button" disabled={status !== 'enabled' || test.isPending} onClick={() => test.mutate()}>
          <Icon name="bolt" />
          {test.isPending ? 'Sending…' : 'Send a test event'}
        </button>
        <button type="button" disabled={pause.isPending} onClick={() => pause.mutate()}>
          <Icon name={status === 'enabled' ? 'pause' : 'check'} />
          {status === 'enabled' ? 'Pause' : 'Enable'}
        </button>
        <button type="button" onClick={() => setAsked('rotate')}>
          <Icon name="refresh" />
          New secret
        </button>
        <button type="button" className="danger" onClick={() => setAsked('remove')}>
          Remove
        </button>
      </div>
      {failure && <ErrorNotice title="Not done" error={failure} />}
      {asked === 'rotate' && (
        <Confirm
          title="Make a new secret?"
          action={rotate}
          submit={['Make a new secret', 'Making…']}
          keep="Keep this one"
          refused="Not made"
          isDangerous={false}
          onClose={() => setAsked(null)}
        >
          It signs from now on. The one so far signs as well for 24 hours, so that the receiver can change
          over.
        </Confirm>
      )}
      {asked === 'remove' && (
        <Confirm
          title="Remove this webhook?"
          action={remove}
          submit={['Remove for good', 'Removing…']}
          keep="Keep it"
          refused="Not removed"
          onClose={() => setAsked(null)}
        >
          {url} is told of nothing more, and its deliveries so far are forgotten. To stop for a while, pause
          it.
        </Confirm>
      )}
    </>
  )
}

function useActions({ id, status }: Webhook, onSecret: (secret: string) => void) {
  const cache = useQueryClient()
  const params = { id }
  const onSettled = () => cache.invalidateQueries({ queryKey: ['webhooks'] })
  const test = useMutation({
    mutationFn: () => call('post', '/v1/admin/webhooks/:id/test', { params }),
    onSettled,
  })
  const pause = useMutation({
    mutationFn: () =>
      status === 'enabled'
        ? call('post', '/v1/admin/webhooks/:id/disable', { params })
        : call('post', '/v1/admin/webhooks/:id/enable', { params }),
    onSettled,
  })
  const rotate = useMutation({
    mutationFn: () => call('post', '/v1/admin/webhooks/:id/rotate-secret', { params }),
    onSuccess: ({ secret }) => {
      onSecret(secret)
    },
    onSettled,
  })
  const remove = useMutation({
    mutationFn: () => call('delete', '/v1/admin/webhooks/:id', { params }),
    onSuccess: () => {
      navigate('/admin/webhooks', { isReplacing: true })
      void cache.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })
  return { test, pause, rotate, remove }
}
