import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { Link } from '../../app/router.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { Deliveries } from './deliveries.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { HealthBadge, HealthDetail } from './webhook-health.tsx'

const REFRESH_MS = 10_000

/** One webhook: how it fares, what it is told of, and what it was told. */
export function WebhookView({ id, onSecret }: { id: string; onSecret: (secret: string) => void }) {
  const webhook = useQuery({
    queryKey: ['webhooks', 'one', id],
    queryFn: () => call('get', '/v1/admin/webhooks/:id', { params: { id } }),
    refetchInterval: REFRESH_MS,
  })
  const { data } = webhook
  return (
    <>
      <Link className="back" href="/admin/webhooks">
        <Icon name="arrowLeft" />
        All webhooks
      </Link>
      {webhook.isPending && <Loading what="the webhook" />}
      {webhook.error && (
        <ErrorNotice
          title="The webhook could not be read"
          error={webhook.error}
          onRetry={() => void webhook.refetch()}
          isRetrying={webhook.isFetching}
        />
      )}
      {data && (
        <>
          <header className="page-head">
            <h2 className="webhook-title">{data.url}</h2>
            <HealthBadge webhook={data} />
            <span className="muted">
              <HealthDetail webhook={data} />
              {data.previousSecretUntil && (
                <>
                  ; the secret before signs as well until <Time iso={data.previousSecretUntil} />
                </>
              )}
            </span>
            <WebhookActions webhook={data} onSecret={onSecret} />
          </header>
          <div className="webhook-parts">
            <Deliveries webhook={data} />
            <WebhookForm start={data} />
          </div>
        </>
      )}
    </>
  )
}
