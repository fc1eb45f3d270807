import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { addressOf, call } from '../../api/client.ts'
import { Link, navigate, useAddress } from '../../app/router.tsx'
import { ColumnHeads } from '../../shared/column-heads.tsx'
import { Choose, choice, oneOf } from '../../shared/filters.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty, ErrorNotice } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { DeliveryDialog } from './delivery-dialog.tsx'
import {
  DELIVERY_STATES,
  type Delivery,
  DeliveryBadge,
  deliveryStateLabel,
  type Webhook,
} from './webhook-health.tsx'

const PAGE_SIZE = 25
const REFRESH_MS = 2_000
const DAY_MS = 86_400_000
const STATE = choice('state', 'State', DELIVERY_STATES, deliveryStateLabel)

/** What a webhook was or is to be told, newest first, as it goes on. */
export function Deliveries({ webhook: { id, status } }: { webhook: Webhook }) {
  const cache = useQueryClient()
  const { query } = useAddress()
  const state = oneOf(DELIVERY_STATES, query.get('state'))
  const cursor = query.get('cursor') ?? undefined
  const opened = query.get('delivery')
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/admin/webhooks', {}, { webhook: id, state, cursor, ...more })
  const list = useQuery({
    queryKey: ['webhooks', 'deliveries', id, state, cursor],
    queryFn: () =>
      call('get', '/v1/admin/webhooks/:id/deliveries', {
        params: { id },
        query: { limit: PAGE_SIZE, ...(state && { state }), ...(cursor && { cursor }) },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
  const replay = useMutation({
    mutationFn: () =>
      call('post', '/v1/admin/webhooks/:id/replay', {
        params: { id },
        body: { since: new Date(Date.now() - DAY_MS).toISOString() },
      }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['webhooks'] }),
  })
  const next = list.data?.nextCursor
  return (
    <section className="deliveries" aria-labelledby="deliveries-title">
      <header className="page-head">
        <h2 id="deliveries-title">Deliveries</h2>
        <Choose path="/admin/webhooks" choice={STATE} values={{ webhook: id, state: state ?? '' }} />
        <div className="actions">
          {replay.data && (
            <span className="muted" role="status">
              {replay.data.replayed === 0 ? 'None had failed' : `${replay.data.replayed} wait again`}
            </span>
          )}
          <button
            type="button"
            disabled={status !== 'enabled' || replay.isPending}
            onClick={() => replay.mutate()}
          >
            <Icon name="refresh" />
            Replay what failed in 24 h
          </button>
        </div>
      </header>
      {replay.error && <ErrorNotice title="Not replayed" error={replay.error} />}
      <ListRows
        list={list}
        what="deliveries"
        empty={
          <Empty icon="bolt" title={state ? 'No delivery is in this state' : 'Nothing was delivered yet'}>
            Send a test event to see whether it arrives.
          </Empty>
        }
      >
        {(items) => <DeliveryTable items={items} hrefOf={(delivery) => here({ delivery })} />}
      </ListRows>
      <Pager
        label="More deliveries"
        newest={cursor && here({ cursor: undefined })}
        older={next && here({ cursor: next })}
      />
      {opened && <DeliveryDialog key={opened} id={opened} onClose={() => navigate(here())} />}
    </section>
  )
}

type TableProps = { items: Delivery[]; hrefOf: (id: string) => string }

const DeliveryTable = ({ items, hrefOf }: TableProps) => (
  <table className="stacking">
    <ColumnHeads of={['Event', 'State', 'Attempts', 'Next attempt', 'Came']} numbers={['Attempts']} />
    <tbody>
      {items.map(({ id, type, state, attempts, nextAttemptAt, createdAt }) => (
        <tr key={id} data-delivery={id}>
          <td>
            <Link href={hrefOf(id)}>{type}</Link>
          </td>
          <td>
            <DeliveryBadge state={state} />
          </td>
          <td className="number">
            {attempts}
            <span className="unit"> {attempts === 1 ? 'attempt' : 'attempts'}</span>
          </td>
          <td className="when">
            {nextAttemptAt && (
              <>
                <span className="unit">next </span>
                <Time iso={nextAttemptAt} />
              </>
            )}
          </td>
          <td className="when">
            <Time iso={createdAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
