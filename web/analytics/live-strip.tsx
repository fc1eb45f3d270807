import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { duration } from '../shared/format.ts'
import { Time } from '../shared/time.tsx'
import { NOTHING } from './format-figure.ts'

const AGAIN_MS = 5_000
const WAITS_LONG_S = 120
const UNDER_WAY = [
  ...['assigned', 'en_route_to_pickup', 'arrived_at_pickup'],
  ...['goods_collected', 'arrived_at_dropoff', 'delivered'],
]
const count = new Intl.NumberFormat()

/** How things stand now, whatever period is shown below. */
export function LiveStrip() {
  const live = useQuery({
    queryKey: ['analytics', 'live'],
    queryFn: () => call('get', '/v1/analytics/live', {}),
    refetchInterval: AGAIN_MS,
  })
  const { drivers, bookings, oldestSearchS, lastHour, at } = live.data ?? {}
  const open = (states: readonly string[]) =>
    bookings && states.reduce((sum, state) => sum + (bookings[state] ?? 0), 0)
  const waitS = oldestSearchS ?? 0
  return (
    <section className="gauges" aria-label="Now" data-failed={live.isError}>
      <Group name="Drivers now">
        <Gauge label="Available" value={drivers?.available} />
        <Gauge label="On a haul" value={drivers?.onHaul} />
        <Gauge label="Paused" value={drivers?.paused} />
      </Group>
      <Group name="Open bookings">
        <Gauge label="Searching" value={open(['searching'])} href="/bookings?status=searching" />
        <Gauge label="Under way" value={open(UNDER_WAY)} />
        <Gauge label="Scheduled" value={open(['scheduled'])} href="/bookings?status=scheduled" />
      </Group>
      <Group name="Longest search">
        <Gauge
          text={live.data ? (oldestSearchS === null ? 'None' : duration(waitS)) : NOTHING}
          tone={waitS > WAITS_LONG_S ? 'waiting' : undefined}
          label={waitS > WAITS_LONG_S ? 'Long' : ''}
        />
      </Group>
      <Group name="Last 60 minutes">
        <Gauge label="Completed" value={lastHour?.completed} />
        <Gauge label="Cancelled" value={lastHour?.cancelled} />
        <Gauge label="Unfulfilled" value={lastHour?.unfulfilled} />
      </Group>
      <p className="gauges-age">
        {live.isError && at ? (
          <>
            Not renewed since <Time iso={at} />
          </>
        ) : (
          live.isError && live.error.message
        )}
      </p>
    </section>
  )
}

const Group = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div className="gauge-group">
    <h2>{name}</h2>
    <dl>{children}</dl>
  </div>
)

type GaugeProps = {
  label: string
  value?: number | undefined
  text?: string
  tone?: 'waiting' | undefined
  href?: string
}
function Gauge({ label, value, text, tone, href }: GaugeProps) {
  const shown = text ?? (value === undefined ? NOTHING : count.format(value))
  return (
    <div className="gauge" data-tone={tone}>
      <dt>{label}</dt>
      <dd>{href && value ? <Link href={href}>{shown}</Link> : shown}</dd>
    </div>
  )
}
