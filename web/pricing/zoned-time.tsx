import { absoluteTime, relativeTime } from '../shared/format.ts'
import { useNowMs } from '../shared/time.tsx'
import { zonedText } from './zone-time.ts'

/** A moment by the market's clock; by the reader's own on hover. */
export const ZonedTime = ({ iso, zone }: { iso: string; zone: string }) => (
  <time dateTime={iso} title={`${absoluteTime(iso)} by your clock`}>
    {zonedText(iso, zone)}
  </time>
)

/** How far ahead or how long ago. */
export function Until({ iso }: { iso: string }) {
  const now = useNowMs()
  return (
    <time dateTime={iso} title={absoluteTime(iso)}>
      {relativeTime(iso, now)}
    </time>
  )
}
