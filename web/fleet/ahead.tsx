import { absoluteTime, relativeTime } from '../shared/format.ts'
import { useNowMs } from '../shared/time.tsx'

/** A time to come, or one that has just passed, with the exact time on hover. */
export function Ahead({ iso }: { iso: string }) {
  const now = useNowMs()
  return (
    <time dateTime={iso} title={absoluteTime(iso)}>
      {relativeTime(iso, now)}
    </time>
  )
}
