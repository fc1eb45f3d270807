import type { Answer } from '../../api/routes.ts'
import { Badge } from '../../shared/badge.tsx'
import { Time } from '../../shared/time.tsx'

export type Webhook = Answer<'get', '/v1/admin/webhooks/:id'>
export type Delivery = Answer<'get', '/v1/admin/webhooks/:id/deliveries'>['items'][number]

const REASONS = {
  by_admin: 'Paused by an administrator',
  gone: 'The receiver said that it is gone',
  failing: 'It had failed for too long',
}

/** How a webhook fares. */
export function HealthBadge({ webhook: { status, disabledReason, failingSince } }: { webhook: Webhook }) {
  if (status === 'disabled')
    return disabledReason === 'by_admin' ? (
      <Badge state="paused" label="Paused" icon="pause" tone="neutral" />
    ) : (
      <Badge state="stopped" label="Stopped" icon="close" tone="bad" />
    )
  if (failingSince) return <Badge state="failing" label="Failing" icon="alert" tone="waiting" />
  return <Badge state="healthy" label="Healthy" icon="check" tone="good" />
}

/** Why it is not told of anything, or since when it fails. */
export function HealthDetail({ webhook }: { webhook: Webhook }) {
  const { status, disabledReason, failingSince, failuresInRow, pausedUntil } = webhook
  if (status === 'disabled') return <>{disabledReason && REASONS[disabledReason]}</>
  if (!failingSince) return <>Takes what it is told</>
  return (
    <>
      {failuresInRow} failed in a row, first <Time iso={failingSince} />
      {pausedUntil && (
        <>
          ; next try <Time iso={pausedUntil} />
        </>
      )}
    </>
  )
}

const STATES = {
  waiting: { label: 'Waiting', icon: 'clock', tone: 'waiting' },
  delivered: { label: 'Delivered', icon: 'check', tone: 'good' },
  failed: { label: 'Failed', icon: 'alert', tone: 'bad' },
} as const
export const DELIVERY_STATES = Object.keys(STATES) as Delivery['state'][]
export const deliveryStateLabel = (state: Delivery['state']) => STATES[state].label
export const DeliveryBadge = ({ state }: { state: Delivery['state'] }) => (
  <Badge state={state} {...STATES[state]} />
)
