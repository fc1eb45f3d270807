import { ApiError } from '../api/client.ts'
import { absoluteTime, clockTime } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty, ErrorNotice, Loading } from '../shared/states.tsx'
import type { ReplayClock } from './replay-clock.ts'
import { useOfMoment } from './use-moment.ts'
import type { PastHour, useHour, useParts } from './use-recording.ts'

type Ways = ReturnType<typeof useParts>
type Props = { clock: ReplayClock; hourMs: number; hour: ReturnType<typeof useHour>; ways: Ways }

/** What there is to say of the recording: that it comes, that it does not, that there is none, or a hole in it. */
export function ReplayNotices({ clock, hourMs, hour, ways }: Props) {
  const isWaiting = useOfMoment(clock, (atS) => atS >= ways.limitS) && ways.next.isLoading
  const failed = hour.error ? hour : ways.here.error ? ways.here : ways.next.error ? ways.next : null
  if (failed?.error)
    return (
      <div className="map-notice">
        <ErrorNotice
          title={isGone(failed.error) ? 'This hour is no longer kept' : 'The recording could not be read'}
          error={failed.error}
          {...(!isGone(failed.error) && { onRetry: () => void failed.refetch() })}
          isRetrying={failed.isFetching}
        />
      </div>
    )
  if (hourMs > Date.now()) return <Card title="This hour is still to come">Choose one that has begun.</Card>
  if (hour.isPending || ways.here.isPending || isWaiting)
    return (
      <div className="map-notice replay-waits">
        <Loading what="the recording" />
      </div>
    )
  return hour.data && <Gaps clock={clock} hourMs={hourMs} hour={hour.data} ways={ways} />
}

const isGone = (error: Error) => error instanceof ApiError && error.code === 'no_longer_kept'

const Card = ({ title, children }: { title: string; children: string }) => (
  <div className="map-notice replay-waits">
    <Empty icon="history" title={title}>
      {children}
    </Empty>
  </div>
)

type GapProps = { clock: ReplayClock; hourMs: number; hour: PastHour; ways: Ways }

function Gaps({ clock, hourMs, hour, ways }: GapProps) {
  const silences = ways.here.data?.silences
  const silence = useOfMoment(clock, (atS) => silences?.find(([fromS, toS]) => fromS <= atS && atS < toS))
  const timeAt = (s: number) => clockTime(new Date(hourMs + s * 1_000).toISOString())
  const isAhead = useOfMoment(clock, (atS) => atS > hour.knownUntilS)
  const isEmpty = hour.recording.bookings.length === 0 && ways.here.data?.tracks.length === 0
  if (isAhead) return <Card title="This moment is still to come">Go back along the timeline.</Card>
  if (isEmpty)
    return (
      <Card title="Nothing was recorded around this moment">
        No driver was on the way and no booking was made. Choose another hour, or move along the timeline.
      </Card>
    )
  const lost = lostOf(hour, hourMs)
  if (!silence && lost.length === 0) return null
  return (
    <div className="map-notice" role="status">
      {silence && (
        <p className="notice replay-gap">
          <Icon name="alert" />
          No positions were recorded from {timeAt(silence[0])} to {timeAt(silence[1])}: drivers stay where
          they were heard last.
        </p>
      )}
      {lost.map(({ what, since }) => (
        <p key={what} className="notice replay-gap">
          <Icon name="info" />
          {what} are kept since {absoluteTime(since)}: of what came before there is none to show.
        </p>
      ))}
    </div>
  )
}

/** What is no longer kept of this hour, or of its beginning. */
const lostOf = ({ keptSince }: PastHour, hourMs: number) =>
  [
    { what: 'Decisions', since: keptSince?.decisions },
    { what: 'Surge multipliers', since: keptSince?.surge },
  ].flatMap(({ what, since }) => (since && Date.parse(since) > hourMs ? [{ what, since }] : []))
