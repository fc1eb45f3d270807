import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../../api/client.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { readFields, type TypedWebhook, WebhookFields } from './webhook-fields.tsx'

type Props = { onClose: () => void; onAdded: (secret: string, id: string) => void }

export function WebhookDialog({ onClose, onAdded }: Props) {
  const cache = useQueryClient()
  const add = useMutation({
    mutationFn: (body: TypedWebhook) => call('post', '/v1/admin/webhooks', { body }),
    onSuccess: ({ secret, webhook }) => {
      void cache.invalidateQueries({ queryKey: ['webhooks'] })
      onAdded(secret, webhook.id)
    },
  })
  const errors = add.error instanceof ApiError ? add.error.fields : {}
  return (
    <Dialog title="Add a webhook" onClose={onClose} isDrawer>
      <form
        className="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate(readFields(new FormData(event.currentTarget)))
        }}
      >
        <WebhookFields errors={errors} />
        {add.error && (
          <ErrorNotice
            title="Not added"
            error={Object.keys(errors).length > 0 ? new Error('See the fields that are marked.') : add.error}
          />
        )}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button className="primary" type="submit" disabled={add.isPending}>
            {add.isPending ? 'Adding…' : 'Add'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
