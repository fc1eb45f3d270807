import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addressOf, call } from '../../api/client.ts'
import { Link, navigate, useAddress } from '../../app/router.tsx'
import { ColumnHeads } from '../../shared/column-heads.tsx'
import { Choose, choice, oneOf } from '../../shared/filters.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'
import { HealthBadge, HealthDetail, type Webhook } from './webhook-health.tsx'
import { WebhookView } from './webhook-view.tsx'

const PAGE_SIZE = 50
const STATUSES = ['enabled', 'disabled'] as const
const STATUS = choice('status', 'Status', STATUSES, (status) => (status === 'enabled' ? 'Told' : 'Not told'))

/** The addresses that are told of events, or one of them with what it was told. */
export default function WebhooksPart() {
  const { query } = useAddress()
  const id = query.get('webhook')
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <div className="page">
      {id && id !== 'new' ? (
        <WebhookView key={id} id={id} onSecret={setSecret} />
      ) : (
        <WebhookList isAdding={id === 'new'} onSecret={setSecret} />
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </div>
  )
}

function WebhookList({ isAdding, onSecret }: { isAdding: boolean; onSecret: (secret: string) => void }) {
  const { query } = useAddress()
  const status = oneOf(STATUSES, query.get('status'))
  const cursor = query.get('cursor') ?? undefined
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/admin/webhooks', {}, { status, cursor, ...more })
  const list = useQuery({
    queryKey: ['webhooks', status, cursor],
    queryFn: () =>
      call('get', '/v1/admin/webhooks', {
        query: { limit: PAGE_SIZE, ...(status && { status }), ...(cursor && { cursor }) },
      }),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.nextCursor
  return (
    <>
      <header className="page-head">
        <h2>Webhooks</h2>
        <Choose path="/admin/webhooks" choice={STATUS} values={{ status: status ?? '' }} />
        <div className="actions">
          <button className="primary" type="button" onClick={() => navigate(here({ webhook: 'new' }))}>
            <Icon name="plus" />
            Add webhook
          </button>
        </div>
      </header>
      <ListRows
        list={list}
        what="webhooks"
        empty={
          <Empty icon="bolt" title={status ? 'No webhook is of this status' : 'No webhooks yet'}>
            Add one to tell another system of bookings, drivers and zones as they change.
          </Empty>
        }
      >
        {(items) => <WebhookTable items={items} hrefOf={(id) => here({ webhook: id })} />}
      </ListRows>
      <Pager
        label="More webhooks"
        newest={cursor && here({ cursor: undefined })}
        older={next && here({ cursor: next })}
      />
      {isAdding && (
        <WebhookDialog
          onClose={() => navigate(here())}
          onAdded={(secret, id) => {
            onSecret(secret)
            navigate(here({ webhook: id }), { isReplacing: true })
          }}
        />
      )}
    </>
  )
}

const WebhookTable = ({ items, hrefOf }: { items: Webhook[]; hrefOf: (id: string) => string }) => (
  <table className="stacking">
    <ColumnHeads of={['Address', 'Health', 'How it fares', 'Events', 'Changed']} />
    <tbody>
      {items.map((webhook) => (
        <tr key={webhook.id}>
          <td className="webhook-address">
            <Link href={hrefOf(webhook.id)}>{webhook.url}</Link>
            {webhook.description && <small className="muted">{webhook.description}</small>}
          </td>
          <td>
            <HealthBadge webhook={webhook} />
          </td>
          <td>
            <HealthDetail webhook={webhook} />
          </td>
          <td>{webhook.eventTypes.join(', ')}</td>
          <td className="when">
            <Time iso={webhook.updatedAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
